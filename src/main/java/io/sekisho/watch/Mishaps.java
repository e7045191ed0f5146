package io.sekisho.watch;

import io.sekisho.audit.RootCause;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Says what could not be looked at, as somebody put it into the log by hand: of each rule once, as
 * there may be much of it.
 */
final class Mishaps {

  private static final Logger LOG = Logger.getLogger(Mishaps.class);

  private final Set<RuleName> told = EnumSet.noneOf(RuleName.class);
  private boolean toldOfLearning;

  void of(RuleName rule, UUID tunnel, RuntimeException e) {
    if (told.add(rule)) {
      LOG.warnf(
          "the rule %s cannot look at a record of %s, and goes on with the next; it says so once:"
              + " %s",
          rule.label(), tunnel, RootCause.of(e));
    } else {
      LOG.debugf(e, "the rule %s cannot look at a record of %s", rule.label(), tunnel);
    }
  }

  void ofLearning(RuntimeException e) {
    if (!toldOfLearning) {
      toldOfLearning = true;
      LOG.warnf(
          "a visit cannot be remembered, and is left out; this is said once: %s", RootCause.of(e));
    }
  }

  /** Begins anew. */
  void forget() {
    told.clear();
    toldOfLearning = false;
  }
}
