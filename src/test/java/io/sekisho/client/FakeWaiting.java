package io.sekisho.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody waits. */
final class FakeWaiting implements Waiting {

  private final List<Long> pauses = new ArrayList<>();

  @Override
  public void pause(Duration duration) {
    pauses.add(duration.toSeconds());
  }

  @Override
  public Duration elapsed() {
    return Duration.ofSeconds(pauses.stream().mapToLong(Long::longValue).sum());
  }

  /** How long it was waited each time, in seconds. */
  List<Long> pauses() {
    return pauses;
  }
}
