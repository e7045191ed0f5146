package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.store.AccessWish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What somebody asks to be allowed.
 *
 * @param host a name or an address; no wildcard
 * @param port 1 to 65535
 * @param ports up to 20 of them, instead of {@code port}
 * @param reason what for; at most 300 characters
 * @param until until when; left to the approval if absent
 * @param duration for how long from the approval on, in ISO 8601, instead of {@code until}
 */
@RegisterForReflection
public record AccessAsk(
    @Schema(required = true) String host,
    @Schema(minimum = "1", maximum = "65535") Integer port,
    @Schema(maxItems = 20) List<Integer> ports,
    @Schema(required = true, maxLength = BodyFields.MAX_REASON) String reason,
    @Schema(format = "date-time") String until,
    String duration) {

  private static final int MAX_PORTS = 20;

  /**
   * What it comes to.
   *
   * @param longest from now on
   * @throws InvalidRequest that names the field which is wrong
   */
  public AccessWish wish(Instant now, Duration longest) {
    if (until != null && duration != null) {
      throw InvalidRequest.at("duration", "must not be given beside until");
    }
    return new AccessWish(
        parsedHost(),
        allPorts(),
        BodyFields.requiredReason(reason),
        BodyFields.until(until, now, longest),
        BodyFields.duration(duration, longest));
  }

  private Host parsedHost() {
    if (host == null) {
      throw InvalidRequest.at("host", "must be given");
    }
    try {
      return Host.parseWritten(host);
    } catch (SyntaxException e) {
      throw InvalidRequest.at("host", e.getMessage());
    }
  }

  private List<Integer> allPorts() {
    if ((port == null) == (ports == null)) {
      throw InvalidRequest.at("port", "or ports must be given, and not both");
    }
    String field = port == null ? "ports" : "port";
    List<Integer> all = Optional.ofNullable(ports).orElseGet(() -> List.of(port));
    boolean valid =
        !all.isEmpty()
            && all.size() <= MAX_PORTS
            && all.stream().allMatch(one -> Objects.nonNull(one) && one >= 1 && one <= 65_535);
    if (!valid) {
      throw InvalidRequest.at(
          field, port == null ? "must be 1 to 20 ports" : "must be between 1 and 65535");
    }
    return all.stream().distinct().sorted().toList();
  }
}
