package io.sekisho.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads policies strictly: what it does not know, or is of the wrong type, is refused by name. */
@ApplicationScoped
public class PolicyReader {

  /** What a policy read from us has and one sent to us may keep: the server decides these. */
  private static final Set<String> GIVEN_BY_SERVER =
      Set.of("id", "revision", "createdAt", "updatedAt", "lint");

  /** Of one policy, before its form is given up on. */
  private static final int MAX_MISTAKES = 100;

  /**
   * Reads and checks one policy. {@code enabled} defaults to true, {@code description} to empty.
   *
   * @throws InvalidRequest if it does not have the form of a policy
   * @throws PolicyCompiler.InvalidPolicy if it is no policy
   */
  PolicyDocument read(String body) {
    PolicyDocument document =
        StrictJson.read(body, PolicyDocument.class, "a policy", PolicyReader::fillIn);
    PolicyCompiler.compile(document);
    return document;
  }

  /**
   * Reads and checks one policy of many, and finds all that is wrong with it at once.
   *
   * @param object is changed meanwhile
   * @param at the path to it, for the errors; empty or ending in a dot
   * @param errors get everything that is wrong
   * @return empty if anything is
   */
  Optional<PolicyDocument> read(ObjectNode object, String at, List<FieldError> errors) {
    Map<String, String> mistakes = new LinkedHashMap<>();
    PolicyDocument document = null;
    while (document == null && mistakes.size() < MAX_MISTAKES) {
      fillIn(object);
      try {
        document = StrictJson.JSON.treeToValue(object, PolicyDocument.class);
      } catch (JacksonException e) {
        String path = e instanceof JsonMappingException mapping ? StrictJson.path(mapping) : "";
        String message =
            e instanceof UnrecognizedPropertyException
                ? "is not a field of a policy"
                : "is of the wrong type";
        // Taken out, so that the next mistake shows.
        if (mistakes.putIfAbsent(path, message) != null || !remove(object, e)) {
          break;
        }
      }
    }
    if (document != null) {
      try {
        PolicyCompiler.compile(document);
      } catch (PolicyCompiler.InvalidPolicy e) {
        e.violations().stream()
            .filter(violation -> mistakes.keySet().stream().noneMatch(violation.field()::equals))
            .forEach(violation -> mistakes.putIfAbsent(violation.field(), violation.message()));
      }
    }
    mistakes.forEach((path, message) -> errors.add(new FieldError(field(at, path), message)));
    return mistakes.isEmpty() ? Optional.of(document) : Optional.empty();
  }

  /** The whole path; that of the policy itself where there is none within. */
  private static String field(String at, String path) {
    return path.isEmpty() && at.endsWith(".") ? at.substring(0, at.length() - 1) : at + path;
  }

  /** Takes what an exception is about out of the tree; an element of a list becomes null. */
  private static boolean remove(ObjectNode object, JacksonException failure) {
    if (!(failure instanceof JsonMappingException e) || e.getPath().isEmpty()) {
      return false;
    }
    JsonNode node = object;
    for (JsonMappingException.Reference step : e.getPath().subList(0, e.getPath().size() - 1)) {
      node =
          step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
    }
    JsonMappingException.Reference last = e.getPath().get(e.getPath().size() - 1);
    if (node instanceof ObjectNode parent && last.getFieldName() != null) {
      return parent.remove(last.getFieldName()) != null;
    }
    if (node instanceof ArrayNode parent && parent.has(last.getIndex())) {
      parent.setNull(last.getIndex());
      return true;
    }
    return false;
  }

  /**
   * Reads {@code {"revision": n}}.
   *
   * @throws InvalidRequest if it is anything else
   */
  long readRevision(String body) {
    JsonNode revision =
        StrictJson.read(body, Rollback.class, "a rollback", object -> {}).revision();
    if (revision == null || !revision.isIntegralNumber() || !revision.canConvertToLong()) {
      throw InvalidRequest.at("revision", "must be a revision");
    }
    return revision.longValue();
  }

  /** As it comes, so that what is no revision can be told from what is no JSON. */
  @RegisterForReflection
  record Rollback(JsonNode revision) {}

  private static void fillIn(ObjectNode policy) {
    policy.remove(GIVEN_BY_SERVER);
    if (!policy.has("enabled")) {
      policy.put("enabled", true);
    }
    if (!policy.hasNonNull("description")) {
      policy.put("description", "");
    }
  }
}
