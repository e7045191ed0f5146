package io.sekisho.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The API's own description (OpenAPI) as a reference to read. */
final class ApiReference {

  private static final List<String> METHODS = List.of("get", "post", "put", "delete");
  private static final String NONE = "–";

  private final JsonNode api;
  private final StringBuilder text = new StringBuilder();

  private ApiReference(JsonNode api) {
    this.api = api;
  }

  /** A call, and what is said of it. */
  private record Call(String method, String path, JsonNode operation) {}

  static String of(JsonNode api) {
    ApiReference reference = new ApiReference(api);
    reference.calls().forEach(reference::group);
    reference.schemas();
    return reference.text.toString();
  }

  private Map<String, List<Call>> calls() {
    Map<String, List<Call>> groups = new TreeMap<>();
    for (String path : names(api.path("paths"))) {
      for (String method : METHODS) {
        JsonNode operation = api.path("paths").path(path).path(method);
        if (!operation.isMissingNode()) {
          groups
              .computeIfAbsent(operation.path("tags").path(0).asText(), tag -> new ArrayList<>())
              .add(new Call(method.toUpperCase(Locale.ROOT), path, operation));
        }
      }
    }
    return groups;
  }

  private void group(String tag, List<Call> calls) {
    line("## " + Character.toUpperCase(tag.charAt(0)) + tag.substring(1));
    calls.forEach(this::call);
  }

  private void call(Call call) {
    JsonNode operation = call.operation();
    line("### `" + call.method() + ' ' + call.path() + '`');
    line(
        Stream.of("summary", "description")
            .map(part -> operation.path(part).asText())
            .filter(part -> !part.isBlank())
            .map(part -> part.endsWith(".") ? part : part + '.')
            .collect(Collectors.joining(" ")));
    line(role(operation.path("security")));
    if (!operation.path("parameters").isEmpty()) {
      row("parameter", "in", "type", "");
      row("---", "---", "---", "---");
      operation.path("parameters").forEach(this::parameter);
      line("");
    }
    JsonNode body = operation.path("requestBody").path("content");
    if (!body.isEmpty()) {
      line("Body: " + content(body) + '.');
    }
    row("answer", "", "body");
    row("---", "---", "---");
    for (String status : new TreeSet<>(names(operation.path("responses")))) {
      JsonNode response = operation.path("responses").path(status);
      JsonNode content = response.path("content");
      row(
          status,
          response.path("description").asText(),
          content.isEmpty() ? NONE : content(content));
    }
    line("");
  }

  private static String role(JsonNode security) {
    if (security.isMissingNode()) {
      return "Without a token.";
    }
    List<String> roles = new ArrayList<>();
    security.findValues("SecurityScheme").forEach(all -> all.forEach(r -> roles.add(r.asText())));
    return roles.isEmpty()
        ? "For anyone with a token."
        : "Role: " + quoted(roles.stream(), " or ") + '.';
  }

  private void parameter(JsonNode parameter) {
    row(
        '`' + parameter.path("name").asText() + '`',
        parameter.path("in").asText(),
        type(parameter.path("schema"))
            + (parameter.path("required").asBoolean() ? ", required" : ""),
        parameter.path("description").asText());
  }

  private void schemas() {
    line("## Schemas");
    JsonNode schemas = api.path("components").path("schemas");
    for (String name : new TreeSet<>(names(schemas))) {
      JsonNode schema = schemas.path(name);
      line("### " + name);
      if (schema.path("properties").isEmpty()) {
        line(upperCased(type(schema)) + '.');
        continue;
      }
      row("field", "type", "");
      row("---", "---", "---");
      for (String field : names(schema.path("properties"))) {
        JsonNode property = schema.path("properties").path(field);
        row('`' + field + '`', type(property), property.path("description").asText());
      }
      line("");
    }
  }

  private static String content(JsonNode content) {
    return names(content).stream()
        .map(media -> type(content.path(media).path("schema")) + " as `" + media + '`')
        .collect(Collectors.joining(", "));
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText().replaceFirst(".*/", "");
      return '[' + name + "](#" + name.toLowerCase(Locale.ROOT) + ')';
    }
    if (schema.has("anyOf")) {
      return stream(schema.path("anyOf"))
          .map(ApiReference::type)
          .collect(Collectors.joining(" or "));
    }
    if (schema.has("enum")) {
      return quoted(stream(schema.path("enum")).map(JsonNode::asText), ", ") + otherwise(schema);
    }
    String type =
        schema.path("type").isArray()
            ? stream(schema.path("type")).map(JsonNode::asText).collect(Collectors.joining(" or "))
            : schema.path("type").asText("anything");
    if (type.contains("array")) {
      return "list of " + type(schema.path("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      return "object of " + type(schema.path("additionalProperties"));
    }
    String format = schema.has("format") ? " (" + schema.path("format").asText() + ')' : "";
    return type + format + bounds(schema) + otherwise(schema);
  }

  private static String bounds(JsonNode schema) {
    return bound(schema, "minimum", " from ")
        + bound(schema, "maximum", " to ")
        + bound(schema, "maxLength", ", characters at most: ");
  }

  private static String bound(JsonNode schema, String name, String words) {
    return schema.has(name) ? words + schema.path(name).asText() : "";
  }

  private static String otherwise(JsonNode schema) {
    return schema.has("default") ? "; `" + schema.path("default").asText() + "` without it" : "";
  }

  private static String quoted(Stream<String> values, String separator) {
    return values.map(value -> '`' + value + '`').collect(Collectors.joining(separator));
  }

  private static String upperCased(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all.stream();
  }

  /** A paragraph, or the end of a table. */
  private void line(String line) {
    text.append(line).append(line.isEmpty() ? "\n" : "\n\n");
  }

  private void row(String... cells) {
    text.append("| ")
        .append(
            Stream.of(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}
