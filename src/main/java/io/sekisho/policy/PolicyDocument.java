package io.sekisho.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A policy as administrators write it and the store keeps it. {@link PolicyCompiler} makes it a
 * {@link Policy}, or says what is wrong.
 *
 * @param name unique; 1 to 100 letters, digits, dots, hyphens and underscores
 * @param description free text, up to 1000 characters
 * @param enabled whether it acts
 * @param effect {@code allow} or {@code deny}
 * @param subjects whom it is about; 1 to 1000
 * @param destinations where it leads; 1 to 1000
 * @param tls {@code verify}, {@code require} or {@code off}; null for what the port suggests
 * @param mode {@code enforce}, which is the default, or {@code report}
 * @param validFrom from when on it acts, an RFC 3339 time; null for ever since
 * @param validUntil until when it acts, an RFC 3339 time; null for ever
 * @param schedule in which hours of the week it acts; null for all
 * @param limits how far its tunnels may go; null for no further bounds than the configured ones
 */
public record PolicyDocument(
    String name,
    String description,
    boolean enabled,
    String effect,
    List<SubjectDocument> subjects,
    List<DestinationDocument> destinations,
    String tls,
    String mode,
    String validFrom,
    String validUntil,
    ScheduleDocument schedule,
    LimitsDocument limits) {

  /** Fills in the mode. */
  public PolicyDocument {
    mode = mode == null ? Mode.ENFORCE.label() : mode;
  }

  /** {@link #validFrom} of a document that compiles. */
  public Optional<Instant> validFromTime() {
    return Optional.ofNullable(validFrom).map(TimingCompiler::parse);
  }

  /** {@link #validUntil} of a document that compiles. */
  public Optional<Instant> validUntilTime() {
    return Optional.ofNullable(validUntil).map(TimingCompiler::parse);
  }

  /**
   * Whom it is about.
   *
   * @param kind {@code user}, {@code serviceAccount}, {@code group} or {@code anyone}
   * @param value the name, of a service account {@code namespace:name}; absent for {@code anyone}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SubjectDocument(String kind, String value) {}

  /**
   * Where it leads: either a host or a block.
   *
   * @param host a name, {@code *.} and a domain, or an IP literal
   * @param cidr an address block
   * @param ports single ports or ranges such as {@code 8000-8100}; at least one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DestinationDocument(String host, String cidr, List<String> ports) {}

  /**
   * In which hours of the week it acts.
   *
   * @param days {@code MONDAY} to {@code SUNDAY}: when the hours begin
   * @param from {@code HH:mm}, inclusive
   * @param to {@code HH:mm}, exclusive, up to {@code 24:00}; earlier than {@code from} if the hours
   *     run over midnight
   * @param zone an IANA time zone such as {@code Europe/Berlin}
   */
  public record ScheduleDocument(List<String> days, String from, String to, String zone) {}

  /**
   * How far each of its users may go; null for as far as the configuration lets them.
   *
   * @param concurrentTunnels open at one time, 1 to 1,000,000
   * @param connectsPerMinute tunnels opened within any minute, 1 to 1,000,000
   * @param bytesPerDay in both directions, from midnight to midnight UTC, 1 to 2<sup>53</sup> - 1
   * @param bitsPerSecond of all tunnels in each direction, 1,000 to 10<sup>12</sup>
   * @param idleTimeout how long without a byte in either direction, an ISO 8601 duration
   * @param maxDuration how long altogether, an ISO 8601 duration
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LimitsDocument(
      Integer concurrentTunnels,
      Integer connectsPerMinute,
      Long bytesPerDay,
      Long bitsPerSecond,
      String idleTimeout,
      String maxDuration) {}
}
