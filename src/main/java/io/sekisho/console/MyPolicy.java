package io.sekisho.console;

import io.sekisho.api.OwnPolicyView;
import io.sekisho.policy.Mode;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A policy as the page shows it to those whom it is about. Pure. */
record MyPolicy(OwnPolicyView policy) {

  /** Where it leads: a host or a block, and the ports there. */
  record Place(String where, String ports) {}

  /** Whether it opens, rather than shuts. */
  public boolean isAllow() {
    return policy.effect().equals("allow");
  }

  /** Whether it is only recorded. */
  public boolean isReport() {
    return policy.mode().equals(Mode.REPORT.label());
  }

  /** All destinations. */
  public List<Place> places() {
    return policy.destinations().stream()
        .map(
            one ->
                new Place(
                    one.host() == null ? one.cidr() : one.host(), String.join(", ", one.ports())))
        .toList();
  }

  /** How long a tunnel may be silent; null if it does not say. */
  public Duration idleTimeout() {
    return duration(LimitsDocument::idleTimeout);
  }

  /** How long a tunnel may last; null if it does not say. */
  public Duration maxDuration() {
    return duration(LimitsDocument::maxDuration);
  }

  private Duration duration(Function<LimitsDocument, String> limit) {
    return Optional.ofNullable(policy.limits()).map(limit).map(Duration::parse).orElse(null);
  }
}
