package io.sekisho.watch;

import java.util.Optional;

/**
 * Looks for one thing. Used by one thread. An event that is shown again changes nothing, and is
 * found again.
 */
interface Rule {

  /** What it looks for. */
  RuleName name();

  /** Takes an event into account, and tells if what is looked for is there with it. */
  Optional<Finding> observe(Event event);

  /** Begins anew. */
  void forget();
}
