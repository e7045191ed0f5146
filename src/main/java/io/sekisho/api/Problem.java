package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An error as the API tells it (RFC 9457).
 *
 * @param type always {@code about:blank}: the status says what kind it is
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what is wrong this time
 * @param errors the fields or parameters that are wrong, if any
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type, String title, int status, String detail, List<FieldError> errors) {

  static final String MEDIA_TYPE = "application/problem+json";

  /**
   * One thing that is wrong.
   *
   * @param field where, such as {@code destinations[0].ports[1]}
   * @param message what
   */
  @RegisterForReflection
  public record FieldError(String field, String message) {}

  static Response response(Response.Status status, String detail) {
    return response(status, detail, List.of());
  }

  static Response response(Response.Status status, String detail, List<FieldError> errors) {
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(
            new Problem(
                "about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, errors))
        .build();
  }
}
