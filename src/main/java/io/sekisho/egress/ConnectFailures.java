package io.sekisho.egress;

import io.netty.channel.ConnectTimeoutException;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.DialAttempt.Outcome;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;

/** What failures to connect mean, in the record and to the client. */
final class ConnectFailures {

  private ConnectFailures() {}

  /** Classes what a transport throws. */
  static Outcome outcome(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    // The kernel's error comes as the text of a ConnectException on one transport, of some other
    // IOException on the other.
    if (cause instanceof ConnectTimeoutException || message.contains("timed out")) {
      return Outcome.TIMED_OUT;
    }
    if (cause instanceof NoRouteToHostException) {
      return Outcome.UNROUTABLE;
    }
    if (cause instanceof ConnectException && message.contains("refused")) {
      return Outcome.REFUSED;
    }
    return message.contains("reset") || cause instanceof ClosedChannelException
        ? Outcome.BROKEN_OFF
        : Outcome.UNROUTABLE;
  }

  /**
   * How it is told.
   *
   * @param peer who could not be connected to, as it stands in a sentence
   */
  static Refusal refusal(Outcome why, String peer) {
    return switch (why) {
      case REFUSED ->
          Refusal.of(RefusalReason.CONNECTION_REFUSED, peer + " refused the connection");
      case BROKEN_OFF ->
          Refusal.of(RefusalReason.CONNECTION_TERMINATED, peer + " broke the connection off");
      case TIMED_OUT ->
          Refusal.of(RefusalReason.CONNECTION_TIMEOUT, peer + " did not answer in time");
      default -> Refusal.of(RefusalReason.UNROUTABLE, "there is no way to " + peer);
    };
  }
}
