package io.sekisho.watch;

import io.sekisho.watch.Acquaintances.Acquaintance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who knows whom, as it was when it was last asked for: what goes on all day is asked for once in a
 * while.
 */
final class Acquainted {

  private static final Duration A_WHILE = Duration.ofMinutes(10);
  private static final int MOST = 50_000;

  private record Way(String user, String host) {}

  private record Answer(Instant at, Acquaintance acquaintance) {}

  private final Acquaintances acquaintances;
  private final Memory<Way, Answer> answers = new Memory<>(MOST);

  Acquainted(Acquaintances acquaintances) {
    this.acquaintances = acquaintances;
  }

  /** What is known of a user and a host, around that time. */
  Optional<Acquaintance> of(String user, String host, Instant time) {
    Way way = new Way(user, host);
    Optional<Acquaintance> known =
        answers
            .get(way)
            .filter(answer -> Duration.between(answer.at(), time).abs().compareTo(A_WHILE) < 0)
            .map(Answer::acquaintance);
    if (known.isPresent()) {
      return known;
    }
    Optional<Acquaintance> asked = acquaintances.of(user, host);
    asked.ifPresent(acquaintance -> answers.put(way, new Answer(time, acquaintance)));
    return asked;
  }

  void forget() {
    answers.forget();
  }
}
