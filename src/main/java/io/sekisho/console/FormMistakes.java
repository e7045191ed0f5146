package io.sekisho.console;

import io.sekisho.api.Problem.FieldError;
import java.util.List;

/**
 * What is wrong with a form that has fields of many lines. Pure.
 *
 * @param all in the order in which they were found
 */
record FormMistakes(List<Mistake> all) {

  static final FormMistakes NONE = new FormMistakes(List.of());

  /**
   * One thing that is wrong.
   *
   * @param field the name of the form's field
   * @param line which of its lines it is in, from 1; 0 if it is about the whole
   * @param part where in the line, such as {@code ports[1]}; empty if that goes without saying
   * @param message what
   */
  record Mistake(String field, int line, String part, String message) {}

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Those of one field. */
  public List<Mistake> at(String field) {
    return all.stream().filter(mistake -> mistake.field().equals(field)).toList();
  }

  /** The same for fields of one line. */
  public FieldErrors plain() {
    return new FieldErrors(
        all.stream()
            .filter(mistake -> mistake.line() == 0)
            .map(mistake -> new FieldError(mistake.field(), mistake.message()))
            .toList());
  }
}
