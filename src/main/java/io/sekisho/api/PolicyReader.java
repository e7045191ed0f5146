package io.sekisho.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads policies strictly: what it does not know, or is of the wrong type, is refused by name. */
@ApplicationScoped
public class PolicyReader {

  /** What a policy read from us has and one sent to us may keep: the server decides these. */
  private static final Set<String> GIVEN_BY_SERVER =
      Set.of("id", "revision", "createdAt", "updatedAt");

  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /**
   * Reads and checks one policy. {@code enabled} defaults to true, {@code description} to empty.
   *
   * @throws InvalidRequest if it does not have the form of a policy
   * @throws PolicyCompiler.InvalidPolicy if it is no policy
   */
  PolicyDocument read(String body) {
    try {
      JsonNode tree = json.readTree(body);
      if (!(tree instanceof ObjectNode object)) {
        throw InvalidRequest.at("body", "must be a JSON object");
      }
      object.remove(GIVEN_BY_SERVER);
      if (!object.has("enabled")) {
        object.put("enabled", true);
      }
      if (!object.hasNonNull("description")) {
        object.put("description", "");
      }
      PolicyDocument document = json.treeToValue(object, PolicyDocument.class);
      PolicyCompiler.compile(document);
      return document;
    } catch (UnrecognizedPropertyException e) {
      throw InvalidRequest.at(path(e), "is not a field of a policy");
    } catch (JsonMappingException e) {
      throw InvalidRequest.at(path(e), "is of the wrong type");
    } catch (JacksonException e) {
      throw InvalidRequest.at("body", "is not valid JSON");
    }
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                reference ->
                    reference.getFieldName() == null
                        ? "[" + reference.getIndex() + "]"
                        : "." + reference.getFieldName())
            .collect(Collectors.joining());
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
