package io.sekisho.api;

import io.sekisho.api.Problem.FieldError;
import java.util.List;

/** A request that names what it should not, or lacks what it should have: a 400. */
public final class InvalidRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  public InvalidRequest(String detail, List<FieldError> errors) {
    super(detail, null, false, false);
    this.errors = List.copyOf(errors);
  }

  public static InvalidRequest at(String field, String message) {
    return new InvalidRequest(
        "the request is not valid: " + field + " " + message,
        List.of(new FieldError(field, message)));
  }

  public List<FieldError> errors() {
    return errors;
  }
}
