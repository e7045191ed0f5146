package io.sekisho.policy.lint;

/** A bound on the work, for sets that are made to be laborious; not for use by several threads. */
final class Effort {

  private long left;

  Effort(long most) {
    this.left = most;
  }

  /** Whether there is so much left; then it is less by as much. */
  boolean spend(long steps) {
    if (steps > left) {
      return false;
    }
    left -= steps;
    return true;
  }
}
