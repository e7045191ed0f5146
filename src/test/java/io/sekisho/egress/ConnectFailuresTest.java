package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.DialAttempt.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectFailuresTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), Outcome.REFUSED),
        Arguments.of(
            new ConnectException("finishConnect(..) failed: Connection refused"), Outcome.REFUSED),
        Arguments.of(new IOException("Connection reset by peer"), Outcome.BROKEN_OFF),
        Arguments.of(new ClosedChannelException(), Outcome.BROKEN_OFF),
        Arguments.of(new NoRouteToHostException("No route to host"), Outcome.UNROUTABLE),
        Arguments.of(new ConnectException("Network is unreachable"), Outcome.UNROUTABLE),
        Arguments.of(
            new IOException("connect(..) failed: Network is unreachable"), Outcome.UNROUTABLE),
        Arguments.of(new ConnectTimeoutException("x"), Outcome.TIMED_OUT),
        // The kernel may give up before we do.
        Arguments.of(new ConnectException("Connection timed out"), Outcome.TIMED_OUT));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldClassWhatATransportThrows(Throwable failure, Outcome outcome) {
    assertThat(ConnectFailures.outcome(failure)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED,    CONNECTION_REFUSED",
    "BROKEN_OFF, CONNECTION_TERMINATED",
    "UNROUTABLE, UNROUTABLE",
    "TIMED_OUT,  CONNECTION_TIMEOUT",
  })
  void shouldTellEachInItsOwnWay(Outcome outcome, RefusalReason reason) {
    assertThat(ConnectFailures.refusal(outcome, "the target").reason()).isEqualTo(reason);
  }
}
