package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.identity.Caller;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.tunnel.KillOrder.Everything;
import io.sekisho.tunnel.KillOrder.OfUser;
import io.sekisho.tunnel.KillOrder.One;
import io.sekisho.tunnel.KillOrder.Selector;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KillOrderTest {

  private static final UUID TUNNEL = new UUID(1, 2);
  private static final Instant TIME = Instant.parse("2026-01-31T00:00:00Z");

  @ParameterizedTest(name = "{0}, attempt {1} ms after the order: {2}")
  @MethodSource
  void shouldConcernWhatIsSelectedAndBeganBefore(
      Selector selector, long millisAfter, boolean concerned) {
    assertThat(order(selector, Optional.empty()).concerns(attempt(TIME.plusMillis(millisAfter))))
        .isEqualTo(concerned);
  }

  static Stream<Arguments> shouldConcernWhatIsSelectedAndBeganBefore() {
    return Stream.of(
        Arguments.of(new One(TUNNEL), -1, true),
        Arguments.of(new One(TUNNEL), 0, true),
        Arguments.of(new One(TUNNEL), 1, false),
        Arguments.of(new One(new UUID(1, 3)), -1, false),
        Arguments.of(new OfUser("alice"), -1, true),
        Arguments.of(new OfUser("alice"), 1, false),
        Arguments.of(new OfUser("ALICE"), -1, false),
        Arguments.of(new OfUser("bob"), -1, false),
        Arguments.of(new Everything(), -1, true),
        Arguments.of(new Everything(), 1, false));
  }

  @Test
  void shouldSayWhoAndWhy() {
    assertThat(order(new Everything(), Optional.empty()).words()).isEqualTo("killed by adam");
    assertThat(order(new Everything(), Optional.of("a leak")).words())
        .isEqualTo("killed by adam: a leak");
  }

  private static KillOrder order(Selector selector, Optional<String> reason) {
    return new KillOrder(7, selector, reason, "adam", TIME);
  }

  private static Attempt attempt(Instant time) {
    return Attempt.accepted(TUNNEL, time, Arrival.plain(new InetSocketAddress("127.0.0.1", 1)))
        .by(new Caller("alice", "subject", "issuer", Set.of(), TIME.plusSeconds(3600)));
  }
}
