package io.sekisho.console;

import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import java.time.Instant;

/** Whether a policy acts at a time, and why not. Pure. */
enum PolicyState {
  ACTIVE,
  DISABLED,
  /** Its validity is to come. */
  TO_COME,
  /** Its validity is over. */
  OVER,
  /** It is not in the hours of its schedule. */
  OUT_OF_HOURS,
  /** Somebody wrote it into the database by hand, and it is no policy. */
  INVALID;

  static PolicyState of(PolicyDocument document, Instant now) {
    Policy policy;
    try {
      policy = PolicyCompiler.compile(document);
    } catch (PolicyCompiler.InvalidPolicy e) {
      return INVALID;
    }
    if (!policy.enabled()) {
      return DISABLED;
    }
    if (policy.timing().validFrom().filter(now::isBefore).isPresent()) {
      return TO_COME;
    }
    if (!policy.timing().isValid(now)) {
      return OVER;
    }
    return policy.timing().isScheduled(now) ? ACTIVE : OUT_OF_HOURS;
  }
}
