package io.sekisho.watch;

import static io.sekisho.watch.Traffic.at;
import static io.sekisho.watch.Traffic.closed;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.sekisho.support.LogLines;
import io.sekisho.support.TestConfig;
import io.sekisho.watch.Acquaintances.Acquaintance;
import io.sekisho.watch.Acquaintances.Visit;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens to one rule is no concern of the others. */
class WatchTest {

  private static final long A_GIGABYTE = 1_000_000_000L;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Traffic ALICE = Traffic.of("alice");

  private RuntimeException failure = new IllegalArgumentException("duplicate element");
  private final List<Visit> learned = new ArrayList<>();
  private final Watch watch =
      new Watch(TestConfig.with(Map.of()).watch(), new Acquainting(), this::baseline);

  private final class Acquainting implements Acquaintances {
    @Override
    public void learn(Collection<Visit> visits) {
      if (visits.stream().anyMatch(visit -> visit.host().equals("bad.test"))) {
        throw failure;
      }
      learned.addAll(visits);
    }

    @Override
    public Optional<Acquaintance> of(String user, String host) {
      return Optional.empty();
    }
  }

  private Baselines.Baseline baseline(String user, LocalDate day, Set<UUID> open) {
    throw failure;
  }

  @Test
  void shouldGoOnWithTheOthersIfARuleFails() {
    try (LogLines lines = new LogLines(Mishaps.class)) {
      assertThat(watch.observe(uploadsAndDenials()))
          .extracting(finding -> finding.rule().label())
          .containsExactly("denials");
      assertThat(lines.all())
          .filteredOn(line -> line.startsWith("WARN"))
          .singleElement(as(STRING))
          .contains("upload-baseline", "duplicate element");
      watch.forget();
      watch.observe(uploadsAndDenials());
      assertThat(lines.all()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
    }
  }

  @Test
  void shouldHaveAllShownAgainIfThePastIsNotAvailable() {
    failure = new PastUnavailable("no database", null);
    assertThatThrownBy(() -> watch.observe(uploadsAndDenials())).isSameAs(failure);
    assertThatThrownBy(() -> watch.observe(List.of(ALICE.opened(at(0), "bad.test", 443))))
        .isSameAs(failure);
  }

  @Test
  void shouldLearnTheOthersIfAVisitCannotBeRemembered() {
    List<Event> events =
        List.of(
            ALICE.opened(at(0), "one.test", 443),
            ALICE.opened(at(1), "bad.test", 443),
            ALICE.opened(at(2), "two.test", 443));
    try (LogLines lines = new LogLines(Mishaps.class)) {
      watch.observe(events);
      watch.observe(events);
      assertThat(learned).extracting(Visit::host).containsOnly("one.test", "two.test").hasSize(4);
      assertThat(lines.all()).singleElement(as(STRING)).startsWith("WARN");
    }
  }

  private static List<Event> uploadsAndDenials() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      events.add(closed(ALICE.opened(at(i), "a.test", 443), SOON, A_GIGABYTE));
    }
    IntStream.range(0, 50).forEach(i -> events.add(ALICE.denied(at(i))));
    return events;
  }
}
