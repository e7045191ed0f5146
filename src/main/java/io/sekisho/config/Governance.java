package io.sekisho.config;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** The rules for those who change policies and ask for access. */
@ApplicationScoped
public class Governance {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final boolean fourEyes;
  private final Duration longestAccess;

  /**
   * Checks the keys.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  public Governance(SekishoConfig config) {
    int approvals = config.policy().approvals();
    if (approvals != 0 && approvals != 1) {
      throw new IllegalArgumentException("sekisho.policy.approvals must be 0 or 1");
    }
    this.fourEyes = approvals == 1;
    this.longestAccess = config.policy().accessRequests().maxDuration();
    if (longestAccess.compareTo(SHORTEST) < 0 || longestAccess.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "sekisho.policy.access-requests.max-duration must be between a minute and 3650 days");
    }
  }

  void check(@Observes StartupEvent event) {
    // To be made is to be checked, and at start rather than by the first who asks.
  }

  /** Whether a change of policies takes a second administrator. */
  public boolean needsApproval() {
    return fourEyes;
  }

  /** For how long, at most, access may be asked for and approved. */
  public Duration longestAccess() {
    return longestAccess;
  }
}
