package io.sekisho.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a whole set of policies, written {@code policies: [...]}, and finds all that is wrong with
 * it at once. Bounded in size, depth and number of whatever it holds; YAML's aliases are refused.
 */
@ApplicationScoped
public class PolicySetReader {

  /** Of the text, in bytes. */
  public static final int MAX_SIZE = 4 * 1024 * 1024;

  static final int MAX_POLICIES = 20_000;

  private static final int MAX_TOKENS = 1_000_000;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_ERRORS = 1_000;

  private final PolicyReader reader;
  private final ObjectMapper trees = new ObjectMapper();
  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(constraints())
          .build();
  private final JsonFactory yaml =
      YAMLFactory.builder()
          .loaderOptions(loaderOptions())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(constraints())
          .build();

  PolicySetReader(PolicyReader reader) {
    this.reader = reader;
  }

  /**
   * Reads a set; every policy in it is valid, and no two have one name.
   *
   * @param isYaml YAML, otherwise JSON
   * @throws InvalidRequest that names everything that is wrong
   */
  List<PolicyDocument> read(byte[] text, boolean isYaml) {
    return read(text, isYaml, Set.of()).policies();
  }

  /**
   * Reads a set that shall replace what is there.
   *
   * @param allowEmpty whether it may delete every policy
   * @throws InvalidRequest that names everything that is wrong
   */
  public List<PolicyDocument> readForImport(byte[] text, boolean isYaml, boolean allowEmpty) {
    List<PolicyDocument> documents = read(text, isYaml);
    if (documents.isEmpty() && !allowEmpty) {
      throw InvalidRequest.at("policies", "is empty; only allowEmpty=true deletes every policy");
    }
    return documents;
  }

  /**
   * A set of policies with something beside it.
   *
   * @param rest the other fields
   */
  record Draft(List<PolicyDocument> policies, ObjectNode rest) {}

  /**
   * Reads a set that may stand among other fields.
   *
   * @param others the names of these fields; what is in them is not looked at
   * @throws InvalidRequest that names everything that is wrong
   */
  Draft read(byte[] text, boolean isYaml, Set<String> others) {
    JsonNode tree = tree(decode(text), isYaml ? yaml : json, isYaml);
    ArrayNode policies = policies(tree, others);
    List<PolicyDocument> documents = documents(policies);
    return new Draft(documents, ((ObjectNode) tree).without(List.of("policies")));
  }

  private List<PolicyDocument> documents(ArrayNode policies) {
    if (policies.size() > MAX_POLICIES) {
      throw InvalidRequest.at("policies", "must be at most " + MAX_POLICIES);
    }
    List<FieldError> errors = new ArrayList<>();
    List<PolicyDocument> documents = new ArrayList<>(policies.size());
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < policies.size() && errors.size() < MAX_ERRORS; i++) {
      String path = "policies[" + i + "]";
      if (policies.get(i) instanceof ObjectNode object) {
        checkName(object, i, names, errors);
        reader.read(object, path + ".", errors).ifPresent(documents::add);
      } else {
        errors.add(new FieldError(path, "must be a policy"));
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequest("the policies are not valid, and none was applied", errors);
    }
    return documents;
  }

  private static void checkName(
      ObjectNode object, int index, Map<String, Integer> names, List<FieldError> errors) {
    Optional.of(object.path("name"))
        .filter(JsonNode::isTextual)
        .map(name -> names.putIfAbsent(name.textValue(), index))
        .ifPresent(
            first ->
                errors.add(
                    new FieldError(
                        "policies[" + index + "].name", "is the name of policies[" + first + "]")));
  }

  private static String decode(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw InvalidRequest.at("body", "is not UTF-8");
    }
  }

  private static ArrayNode policies(JsonNode tree, Set<String> others) {
    if (!(tree instanceof ObjectNode object)) {
      throw InvalidRequest.at("body", "must have policies");
    }
    List<FieldError> unknown = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!field.equals("policies")
                  && !others.contains(field)
                  && unknown.size() < MAX_ERRORS) {
                unknown.add(new FieldError(field, "is not a field of a set of policies"));
              }
            });
    if (!(object.get("policies") instanceof ArrayNode policies)) {
      unknown.add(new FieldError("policies", "must be a list of policies"));
      throw new InvalidRequest("the request has no policies", unknown);
    }
    if (!unknown.isEmpty()) {
      throw new InvalidRequest("the request has more than policies", unknown);
    }
    return policies;
  }

  private JsonNode tree(String text, JsonFactory format, boolean isYaml) {
    try (StrictTokens tokens = new StrictTokens(format.createParser(text), MAX_TOKENS)) {
      try {
        JsonNode tree = trees.readTree(tokens);
        if (tree != null && tokens.nextToken() != null) {
          throw InvalidRequest.at("body", "must be one document");
        }
        return tree;
      } catch (StrictTokens.Refused e) {
        throw at(tokens, tokens.path(), e.getOriginalMessage());
      } catch (IOException | YAMLException e) {
        boolean duplicate = String.valueOf(e.getMessage()).startsWith("Duplicate field");
        throw at(
            tokens,
            tokens.enclosingPath(),
            duplicate
                ? "has the same field twice"
                : "is not valid " + (isYaml ? "YAML" : "JSON") + ", or too deep");
      }
    } catch (IOException e) {
      throw InvalidRequest.at("body", "cannot be read");
    }
  }

  /** The messages of the parsers are not for others, but the place is. */
  private static InvalidRequest at(StrictTokens tokens, String path, String message) {
    JsonLocation place = tokens.currentLocation();
    return InvalidRequest.at(
        path.isEmpty() ? "body" : path,
        message + " (near line " + place.getLineNr() + ", column " + place.getColumnNr() + ")");
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder()
        .maxDocumentLength(MAX_SIZE)
        .maxNestingDepth(MAX_DEPTH)
        .build();
  }

  private static LoaderOptions loaderOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_SIZE);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    options.setAllowDuplicateKeys(false);
    return options;
  }
}
