package io.sekisho.api;

import io.sekisho.api.Problem.FieldError;
import java.util.List;

/** A request that would be in order, but not with what is there: a 409. */
public final class Conflict extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  Conflict(String detail, List<FieldError> errors) {
    super(detail, null, false, false);
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
