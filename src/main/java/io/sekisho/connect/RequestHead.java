package io.sekisho.connect;

import java.util.List;

/**
 * A request's head as the decoder delivered it, before anybody judged it.
 *
 * @param method the method, case-sensitive
 * @param target the request-target as sent
 * @param version the protocol version, such as {@code HTTP/1.1}
 * @param fields the header fields in the order in which they came
 */
public record RequestHead(String method, String target, String version, List<Field> fields) {

  /** One header field line. */
  public record Field(String name, String value) {}

  /** Copies the fields. */
  public RequestHead {
    fields = List.copyOf(fields);
  }

  /** The values of all lines of the named field, in order; names compare without case. */
  public List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
