package io.sekisho.console;

import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Problem.FieldError;
import java.util.List;

/**
 * What is wrong with a form, to be told at its fields.
 *
 * @param all each with the field's name
 */
record FieldErrors(List<FieldError> all) {

  static final FieldErrors NONE = new FieldErrors(List.of());

  static FieldErrors of(InvalidRequest invalid) {
    return new FieldErrors(invalid.errors());
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** What is wrong with one field; empty if nothing is. */
  public String at(String field) {
    return all.stream()
        .filter(error -> error.field().equals(field))
        .map(FieldError::message)
        .findFirst()
        .orElse("");
  }
}
