package io.sekisho.watch;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a rule has found.
 *
 * @param rule which
 * @param user about whom, if that is known
 * @param client about which address otherwise
 * @param target the host, or host and port, that it is about, if it is about one: what is found of
 *     another is found for itself
 * @param time of the event with which it was found
 * @param summary a sentence for people
 * @param figures what was measured, and against what
 * @param evidence the newest of the attempts that it rests on, oldest first
 */
public record Finding(
    RuleName rule,
    Optional<String> user,
    Optional<String> client,
    Optional<String> target,
    Instant time,
    String summary,
    Map<String, Object> figures,
    List<Evidence> evidence) {

  /** So many attempts are named at most. */
  public static final int MAX_EVIDENCE = 100;

  /** An attempt, and when it began. */
  public record Evidence(UUID tunnel, Instant began) {}

  /** Copies what could change. */
  public Finding {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    evidence =
        List.copyOf(evidence.subList(Math.max(0, evidence.size() - MAX_EVIDENCE), evidence.size()));
  }

  /** The user, or the address, that it is about. */
  public String subject() {
    return user.or(() -> client).orElseThrow();
  }
}
