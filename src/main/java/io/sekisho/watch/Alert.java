package io.sekisho.watch;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Suspicious activity, as it is told. What does not apply is null.
 *
 * @param id time-ordered
 * @param rule which rule found it
 * @param severity {@code medium} or {@code high}
 * @param user about whom
 * @param client about which address, or of IPv6 which /64, if there is no user
 * @param target about which host, or host and port, if it is about one
 * @param summary a sentence
 * @param figures what was measured, and against what: as it was when it was most
 * @param first when the first of it happened that is known
 * @param last when the last did
 * @param raisedAt when it was raised
 * @param count how many records bore the rule out since
 * @param acknowledgement who has seen to it
 */
public record Alert(
    UUID id,
    String rule,
    String severity,
    String user,
    String client,
    String target,
    String summary,
    Map<String, Object> figures,
    Instant first,
    Instant last,
    Instant raisedAt,
    long count,
    Acknowledgement acknowledgement) {

  /**
   * Who has seen to an alert.
   *
   * @param note what they say
   */
  public record Acknowledgement(Instant at, String by, String note) {}
}
