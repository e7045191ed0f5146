package io.sekisho.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the retention leaves alone, as long as it is not released: attempts of any of the users, to
 * any of the hosts, or that are named; all, if there are none of the three; and of these those that
 * began in the span.
 *
 * @param caseName what it is for
 * @param users names or subjects
 * @param hosts as they were asked for, or {@code *.} and a domain for all below it
 * @param tunnels attempts by their ids
 * @param from inclusive; null for from the beginning
 * @param to exclusive; null for without end
 * @param createdBy the user who placed it
 * @param releasedAt null as long as it is in force, as the next two
 */
public record LegalHold(
    UUID id,
    @JsonProperty("case") String caseName,
    String reason,
    List<String> users,
    List<String> hosts,
    List<UUID> tunnels,
    Instant from,
    Instant to,
    Instant createdAt,
    String createdBy,
    Instant releasedAt,
    String releasedBy,
    String releaseReason) {

  /** Copies the lists. */
  public LegalHold {
    users = List.copyOf(users);
    hosts = List.copyOf(hosts);
    tunnels = List.copyOf(tunnels);
  }
}
