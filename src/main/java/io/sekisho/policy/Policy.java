package io.sekisho.policy;

import io.sekisho.tls.TlsMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One rule of who may, or may not, go where.
 *
 * @param name unique, recorded with every tunnel it decides
 * @param enabled whether it acts at all
 * @param effect what it does
 * @param subjects about whom; at least one
 * @param destinations about which destinations; at least one
 * @param tls what the first bytes of its tunnels must be; empty for what the port suggests
 * @param mode whether what it does is done, or only recorded
 * @param timing when it acts
 * @param limits how far its tunnels may go
 */
public record Policy(
    String name,
    boolean enabled,
    Effect effect,
    List<Subject> subjects,
    List<Destination> destinations,
    Optional<TlsMode> tls,
    Mode mode,
    Timing timing,
    PolicyLimits limits) {

  /** Copies the lists. */
  public Policy {
    subjects = List.copyOf(subjects);
    destinations = List.copyOf(destinations);
  }

  /** Whether it acts at the instant. */
  boolean isActive(Instant time) {
    return enabled && timing.isActive(time);
  }
}
