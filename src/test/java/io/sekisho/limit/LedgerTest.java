package io.sekisho.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.policy.PolicyLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void shouldOpenUpToTheTunnelsAtOneTimeOfAllReplicas() {
    Usage elsewhere = Usage.NONE.with("two", new Usage.Share(2, false));
    Ledger ledger = new Ledger("p", elsewhere, NOON, "one", 1, 0);
    PolicyLimits four = concurrent(4);

    assertThat(ledger.open(four)).as("the fourth").isEmpty();
    assertThat(ledger.open(four).orElseThrow().reason())
        .as("the fifth")
        .isEqualTo(RefusalReason.TOO_MANY_TUNNELS);
    assertThat(ledger.usage().nodes())
        .isEqualTo(Map.of("one", new Usage.Share(2, false), "two", new Usage.Share(2, false)));
  }

  @Test
  void shouldNotCountWhatWasLeftUnderItsOwnNameByAnEarlierProcess() {
    Usage left = Usage.NONE.with("one", new Usage.Share(9, true));

    assertThat(new Ledger("p", left, NOON, "one", 0, 0).open(concurrent(1))).isEmpty();
  }

  @Test
  void shouldTellThePolicyAndTheLimit() {
    Ledger ledger = new Ledger("dev", Usage.NONE, NOON, "one", 3, 0);

    assertThat(ledger.open(concurrent(3)).map(Refusal::detail))
        .contains("the policy dev allows 3 tunnels at one time");
  }

  @Test
  void shouldLetNothingOpenOnceTheBytesOfTheDayAreUsedUp() {
    Usage used = new Usage(0, 0, 0, day(NOON), 900, Map.of());

    assertThat(new Ledger("p", used, NOON, "one", 0, 99).open(quota(1_000))).isEmpty();
    Optional<Refusal> refusal = new Ledger("p", used, NOON, "one", 0, 100).open(quota(1_000));
    assertThat(refusal.map(Refusal::reason)).contains(RefusalReason.QUOTA_EXHAUSTED);
    assertThat(refusal.flatMap(Refusal::retryAfter)).contains(Duration.ofHours(12));
  }

  @Test
  void shouldBeginTheBytesAnewAtMidnight() {
    Usage used = new Usage(0, 0, 0, day(NOON), 5_000, Map.of());
    Instant midnight = Instant.parse("2026-11-27T00:00:00Z");

    assertThat(new Ledger("p", used, midnight.minusMillis(1), "one", 0, 0).open(quota(1_000)))
        .isPresent();
    Ledger next = new Ledger("p", used, midnight, "one", 0, 7);
    assertThat(next.open(quota(1_000))).isEmpty();
    assertThat(next.usage().bytes()).isEqualTo(7);
  }

  @Test
  void shouldNotGoBackToADayThatIsOver() {
    Usage ahead = new Usage(0, 0, 0, day(NOON) + 1, 10, Map.of());

    Usage settled = new Ledger("p", ahead, NOON, "one", 0, 5).usage();

    assertThat(settled.day()).isEqualTo(day(NOON) + 1);
    assertThat(settled.bytes()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({
    // opened in the minute before, in this one, seconds into it, room for one more of ten
    "0, 9, 0, true",
    "0, 10, 59, false",
    "10, 0, 0, false",
    "10, 0, 5, false",
    "10, 0, 6, true",
    "10, 4, 30, true",
    "10, 5, 29, false",
    "10, 5, 36, true",
  })
  void shouldCountTheLastSixtySeconds(long before, long current, long seconds, boolean room) {
    Instant now = NOON.plusSeconds(seconds);
    Usage usage = new Usage(minute(NOON), current, before, 0, 0, Map.of());

    assertThat(new Ledger("p", usage, now, "one", 0, 0).open(connects(10)).isEmpty())
        .isEqualTo(room);
  }

  @Test
  void shouldForgetMinutesThatAreLongOver() {
    Usage usage = new Usage(minute(NOON) - 2, 10, 10, 0, 0, Map.of());

    assertThat(new Ledger("p", usage, NOON, "one", 0, 0).open(connects(1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldHaveRoomWhenItSaysSoAndNotMuchSooner(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      int most = 1 + random.nextInt(20);
      Usage usage =
          new Usage(
              minute(NOON), random.nextInt(most + 1), random.nextInt(most + 1), 0, 0, Map.of());
      Instant now = NOON.plusMillis(random.nextInt(60_000));
      Optional<Duration> wait =
          new Ledger("p", usage, now, "one", 0, 0)
              .open(connects(most))
              .flatMap(Refusal::retryAfter);
      if (wait.isPresent()) {
        String what = "seed " + seed + ": " + usage + " at " + now + " of " + most;
        assertThat(wait.get()).as(what).isLessThanOrEqualTo(Duration.ofMinutes(2));
        assertThat(opens(usage, now.plus(wait.get()).plusMillis(1), most)).as(what).isTrue();
        if (wait.get().toMillis() > 2) {
          assertThat(opens(usage, now.plus(wait.get()).minusMillis(2), most)).as(what).isFalse();
        }
      }
    }
  }

  private static boolean opens(Usage usage, Instant time, int most) {
    return new Ledger("p", usage, time, "one", 0, 0).open(connects(most)).isEmpty();
  }

  /** Against the exact count of the last sixty seconds, which the two numbers stand for. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void shouldNeverOpenTwiceAsManyAsAllowedInAnyMinute(long seed) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(30);
    Usage usage = Usage.NONE;
    Deque<Instant> opened = new ArrayDeque<>();
    Instant now = NOON;
    int total = 0;
    for (int i = 0; i < 5_000; i++) {
      now = now.plusMillis(random.nextInt(3) == 0 ? random.nextInt(20_000) : random.nextInt(50));
      Ledger ledger = new Ledger("p", usage, now, "one", 0, 0);
      if (ledger.open(connects(most)).isEmpty()) {
        opened.add(now);
        total++;
      }
      usage = ledger.usage();
      while (!opened.isEmpty() && opened.peek().isBefore(now.minusSeconds(60))) {
        opened.remove();
      }
      assertThat(opened.size()).as("seed %d, most %d", seed, most).isLessThan(2 * most);
    }
    long minutes = Duration.between(NOON, now).toMinutes() + 2;
    assertThat(total).as("seed %d: over all", seed).isLessThanOrEqualTo((int) (minutes * most));
    assertThat(total).as("seed %d: it does let some open", seed).isPositive();
  }

  private static long minute(Instant time) {
    return time.getEpochSecond() / 60;
  }

  private static long day(Instant time) {
    return time.getEpochSecond() / 86_400;
  }

  static PolicyLimits concurrent(int most) {
    return new PolicyLimits(
        Optional.of(most),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PolicyLimits connects(int most) {
    return new PolicyLimits(
        Optional.empty(),
        Optional.of(most),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PolicyLimits quota(long most) {
    return new PolicyLimits(
        Optional.empty(),
        Optional.empty(),
        Optional.of(most),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PolicyLimits rate(long bitsPerSecond) {
    return new PolicyLimits(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(bitsPerSecond),
        Optional.empty(),
        Optional.empty());
  }
}
