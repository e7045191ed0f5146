package io.sekisho.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sekisho.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes one policy another, field by field; of lists, only the entries that are not in both.
 * Pure.
 *
 * @param fields those that differ
 */
record DocumentDifference(List<Field> fields) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * One field.
   *
   * @param name as the API has it
   * @param removed what it no longer says
   * @param added what it says instead, or as well
   */
  record Field(String name, List<String> removed, List<String> added) {}

  /** Either may be null, if there was or is no policy. */
  static DocumentDifference between(PolicyDocument before, PolicyDocument after) {
    return of(lines(before), lines(after));
  }

  /** The same of documents as the history keeps them, whatever they were in their time. */
  static DocumentDifference between(JsonNode before, JsonNode after) {
    return of(lines(before), lines(after));
  }

  /** Whether nothing differs but the order of entries. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  private static DocumentDifference of(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      List<String> was = before.getOrDefault(name, List.of());
      List<String> is = after.getOrDefault(name, List.of());
      Field field = new Field(name, without(was, is), without(is, was));
      if (!field.removed().isEmpty() || !field.added().isEmpty()) {
        fields.add(field);
      }
    }
    return new DocumentDifference(List.copyOf(fields));
  }

  private static List<String> without(List<String> all, List<String> others) {
    Set<String> left = new LinkedHashSet<>(all);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  private static Map<String, List<String>> lines(PolicyDocument policy) {
    return policy == null ? Map.of() : PolicyLines.of(policy);
  }

  private static Map<String, List<String>> lines(JsonNode policy) {
    if (policy == null || policy.isNull()) {
      return Map.of();
    }
    try {
      return PolicyLines.of(JSON.treeToValue(policy, PolicyDocument.class));
    } catch (JsonProcessingException e) {
      // Written into the database by hand; told as it is there.
      return Map.of("policy", List.of(policy.toString()));
    }
  }
}
