package io.sekisho.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.identity.oidc.IssuerKeys.KeySet;
import io.sekisho.support.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jose4j.jwk.JsonWebKey;
import org.junit.jupiter.api.Test;

/** When keys are fetched, and when not. */
class IssuerKeysTest {

  private static final Duration REFRESH = Duration.ofHours(1);
  private static final Duration STALE = Duration.ofHours(24);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final SetClock clock = new SetClock(Instant.parse("2027-01-01T00:00:00Z"));
  private final Deque<CompletableFuture<List<JsonWebKey>>> fetches = new ArrayDeque<>();
  private final IssuerKeys keys =
      new IssuerKeys(
          "cluster",
          () -> {
            CompletableFuture<List<JsonWebKey>> fetch = new CompletableFuture<>();
            fetches.add(fetch);
            return fetch;
          },
          new IssuerKeys.Limits(REFRESH, STALE, PAUSE, AFTER_FAILURE),
          clock);

  @Test
  void shouldFetchOnceForAllWhoWait() {
    List<CompletionStage<KeySet>> waiting =
        IntStream.range(0, 100).mapToObj(i -> keys.current()).toList();
    assertThat(fetches).hasSize(1);
    answer();
    assertThat(waiting).allSatisfy(stage -> assertThat(now(stage)).isNotNull());
    now(keys.current());
    assertThat(fetches).isEmpty();
  }

  @Test
  void shouldFetchOnceAPauseForKeysThatItDoesNotKnow() {
    KeySet first = known();
    assertThat(now(keys.newerThan(first))).isEmpty();
    clock.advance(PAUSE);
    List<CompletionStage<Optional<KeySet>>> waiting =
        IntStream.range(0, 100).mapToObj(i -> keys.newerThan(first)).toList();
    assertThat(fetches).hasSize(1);
    KeySet second = answer();
    assertThat(waiting).allSatisfy(stage -> assertThat(now(stage)).contains(second));
    // A flood goes on; the next fetch is a pause away.
    IntStream.range(0, 100).forEach(i -> assertThat(now(keys.newerThan(second))).isEmpty());
    assertThat(fetches).isEmpty();
    clock.advance(PAUSE);
    keys.newerThan(second);
    assertThat(fetches).hasSize(1);
  }

  @Test
  void shouldGiveWhoMissedAKeyWhatWasFetchedSince() {
    KeySet first = known();
    clock.advance(PAUSE);
    keys.newerThan(first);
    KeySet second = answer();
    assertThat(now(keys.newerThan(first))).contains(second);
    assertThat(fetches).isEmpty();
  }

  @Test
  void shouldRefreshInTheBackground() {
    KeySet first = known();
    clock.advance(REFRESH);
    assertThat(now(keys.current())).isSameAs(first);
    assertThat(fetches).hasSize(1);
    assertThat(now(keys.current())).isSameAs(first);
    assertThat(fetches).hasSize(1);
    KeySet second = answer();
    assertThat(now(keys.current())).isSameAs(second);
  }

  @Test
  void shouldServeWhatItHasWhileTheIssuerIsAway() {
    KeySet first = known();
    clock.advance(STALE.minusSeconds(1));
    assertThat(now(keys.current())).isSameAs(first);
    fail();
    assertThat(now(keys.current())).isSameAs(first);
  }

  @Test
  void shouldNotServeWhatIsTooOld() {
    known();
    clock.advance(STALE);
    CompletionStage<KeySet> waiting = keys.current();
    fail();
    assertThat(waiting.toCompletableFuture()).isCompletedExceptionally();
    assertThat(keys.current().toCompletableFuture()).isCompletedExceptionally();
    assertThat(fetches).isEmpty();
    clock.advance(AFTER_FAILURE);
    CompletionStage<KeySet> again = keys.current();
    KeySet second = answer();
    assertThat(now(again)).isSameAs(second);
  }

  @Test
  void shouldNotAskAnIssuerThatIsAwayForEveryToken() {
    keys.current();
    fail();
    IntStream.range(0, 100).forEach(i -> keys.current());
    assertThat(fetches).isEmpty();
    clock.advance(AFTER_FAILURE);
    IntStream.range(0, 100).forEach(i -> keys.current());
    assertThat(fetches).hasSize(1);
  }

  /** It may have rotated its keys: nobody can tell whose token it is. */
  @Test
  void shouldNotCallAKeyUnknownWhileTheIssuerIsAway() {
    KeySet first = known();
    clock.advance(PAUSE);
    CompletionStage<Optional<KeySet>> waiting = keys.newerThan(first);
    fail();
    assertThat(waiting.toCompletableFuture()).isCompletedExceptionally();
    assertThat(keys.newerThan(first).toCompletableFuture()).isCompletedExceptionally();
    assertThat(now(keys.current())).isSameAs(first);
  }

  @Test
  void shouldNotWaitLongerWhenTheClockIsSetBack() {
    KeySet first = known();
    clock.advance(Duration.ofDays(-1));
    keys.newerThan(first);
    assertThat(fetches).hasSize(1);
  }

  @Test
  void shouldSurviveASourceThatThrows() {
    IssuerKeys broken =
        new IssuerKeys(
            "broken",
            () -> {
              throw new IllegalStateException("as if");
            },
            new IssuerKeys.Limits(REFRESH, STALE, PAUSE, AFTER_FAILURE),
            clock);
    assertThat(broken.current().toCompletableFuture()).isCompletedExceptionally();
    assertThat(broken.current().toCompletableFuture()).isCompletedExceptionally();
  }

  private KeySet known() {
    CompletionStage<KeySet> first = keys.current();
    answer();
    return now(first);
  }

  private KeySet answer() {
    fetches.remove().complete(List.of());
    return now(keys.current());
  }

  private void fail() {
    fetches.remove().completeExceptionally(new KeySource.Failure("away"));
  }

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isCompleted();
    return stage.toCompletableFuture().join();
  }
}
