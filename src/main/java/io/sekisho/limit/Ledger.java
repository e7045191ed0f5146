package io.sekisho.limit;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.policy.PolicyLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One account while it is settled: nobody else changes it meanwhile, on any replica. */
final class Ledger {

  private final String policy;
  private final String node;
  private final Instant now;
  private Usage usage;
  private int tunnels;

  /**
   * Opens an account.
   *
   * @param stored as all replicas left it
   * @param now by the clock that all of them share
   * @param node this replica
   * @param tunnels open on it
   * @param newBytes relayed here and in nobody's books yet
   */
  Ledger(String policy, Usage stored, Instant now, String node, int tunnels, long newBytes) {
    this.policy = policy;
    this.node = node;
    this.now = now;
    this.tunnels = tunnels;
    Usage current = stored.at(now).withBytes(newBytes);
    this.usage = current.with(node, new Usage.Share(tunnels, newBytes > 0));
  }

  /** Counts one more tunnel; if the limits do not let it open, counts nothing and tells why. */
  Optional<Refusal> open(PolicyLimits limits) {
    Optional<Refusal> refusal =
        quota(limits).or(() -> connects(limits)).or(() -> concurrent(limits));
    if (refusal.isEmpty()) {
      tunnels++;
      boolean flowing =
          Optional.ofNullable(usage.nodes().get(node)).map(Usage.Share::flowing).orElse(false);
      usage = usage.withConnect().with(node, new Usage.Share(tunnels, flowing));
    }
    return refusal;
  }

  /** What all replicas are to know from now on. */
  Usage usage() {
    return usage;
  }

  private Optional<Refusal> quota(PolicyLimits limits) {
    return limits
        .bytesPerDay()
        .filter(most -> usage.bytes() >= most)
        .map(
            most ->
                refusal(
                    RefusalReason.QUOTA_EXHAUSTED,
                    most + " bytes a day",
                    Duration.between(now, midnight())));
  }

  private Optional<Refusal> connects(PolicyLimits limits) {
    return limits
        .connectsPerMinute()
        .filter(most -> inLastMinute() + 1 > most)
        .map(
            most ->
                refusal(
                    RefusalReason.TOO_MANY_CONNECTS, most + " tunnels a minute", untilOneOf(most)));
  }

  private Optional<Refusal> concurrent(PolicyLimits limits) {
    return limits
        .concurrentTunnels()
        .filter(most -> (long) usage.tunnelsBeside(node) + tunnels >= most)
        .map(
            most ->
                Refusal.of(
                    RefusalReason.TOO_MANY_TUNNELS, sentence(most + " tunnels at one time")));
  }

  /** Those of the minute before count as far as it lies in the last sixty seconds. */
  private double inLastMinute() {
    return usage.connectsBefore() * (1 - passed()) + usage.connects();
  }

  /** How much of the minute is over, from 0 to 1. */
  private double passed() {
    double millis = now.toEpochMilli() - usage.minute() * Usage.MILLIS_OF_MINUTE;
    return Math.max(0, Math.min(1, millis / Usage.MILLIS_OF_MINUTE));
  }

  /** Until the sliding minute has room for one more, if nobody opens any meanwhile. */
  private Duration untilOneOf(int most) {
    double minutes =
        usage.connects() + 1 > most
            ? 1 - passed() + 1 - (most - 1.0) / usage.connects()
            : 1 - (most - 1.0 - usage.connects()) / usage.connectsBefore() - passed();
    return Duration.ofMillis((long) Math.ceil(minutes * Usage.MILLIS_OF_MINUTE));
  }

  private Instant midnight() {
    return Instant.ofEpochSecond((usage.day() + 1) * Usage.SECONDS_OF_DAY);
  }

  private Refusal refusal(RefusalReason reason, String limit, Duration wait) {
    return Refusal.of(reason, sentence(limit)).retryAfter(wait);
  }

  private String sentence(String limit) {
    return "the policy " + policy + " allows " + limit;
  }
}
