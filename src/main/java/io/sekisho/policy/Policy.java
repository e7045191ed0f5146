package io.sekisho.policy;

import java.util.List;

/**
 * One rule of who may, or may not, go where.
 *
 * @param name unique, recorded with every tunnel it decides
 * @param enabled whether it acts at all
 * @param effect what it does
 * @param subjects about whom; at least one
 * @param destinations about which destinations; at least one
 */
public record Policy(
    String name,
    boolean enabled,
    Effect effect,
    List<Subject> subjects,
    List<Destination> destinations) {

  /** Copies the lists. */
  public Policy {
    subjects = List.copyOf(subjects);
    destinations = List.copyOf(destinations);
  }
}
