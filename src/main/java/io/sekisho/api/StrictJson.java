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
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads bodies strictly: what is not known, or is of the wrong type, is refused by name. */
final class StrictJson {

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private StrictJson() {}

  /**
   * Reads one object.
   *
   * @param what it is, as it stands in a sentence
   * @param prepare changes the object before its fields are looked at
   * @throws InvalidRequest if it does not have the form
   */
  static <T> T read(String body, Class<T> type, String what, Consumer<ObjectNode> prepare) {
    try {
      JsonNode tree = JSON.readTree(body);
      if (!(tree instanceof ObjectNode object)) {
        throw InvalidRequest.at("body", "must be a JSON object");
      }
      prepare.accept(object);
      return JSON.treeToValue(object, type);
    } catch (UnrecognizedPropertyException e) {
      throw InvalidRequest.at(path(e), "is not a field of " + what);
    } catch (JsonMappingException e) {
      throw InvalidRequest.at(path(e), "is of the wrong type");
    } catch (JacksonException e) {
      throw InvalidRequest.at("body", "is not valid JSON");
    }
  }

  /** The same of a body that may be left out, as all of its fields may. */
  static <T> T readOptional(String body, Class<T> type, String what) {
    return read(body == null || body.isBlank() ? "{}" : body, type, what, object -> {});
  }

  /** Where in the body. */
  static String path(JsonMappingException e) {
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
