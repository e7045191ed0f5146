package io.sekisho.passage;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One try to connect to one address.
 *
 * @param took from the try's begin to its outcome
 * @param parent the parent proxy, as {@code host:port}, if the address is its and not the target's
 */
public record DialAttempt(
    InetAddress address, Outcome outcome, Duration took, Optional<String> parent) {

  /** What became of it, the most telling failure first. */
  public enum Outcome {
    CONNECTED,
    /** A machine is there, and says that nobody listens. */
    REFUSED,
    /** It accepted and broke off at once. */
    BROKEN_OFF,
    /** Silent until there was no time left. */
    TIMED_OUT,
    /** No way there. Says least: it is what a family of addresses that we lack looks like. */
    UNROUTABLE,
    /** Given up, as another address answered first. */
    ABANDONED;

    /** The outcome as it stands in records. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A try to connect to the target itself. */
  public DialAttempt(InetAddress address, Outcome outcome, Duration took) {
    this(address, outcome, took, Optional.empty());
  }

  /** The same as one to the parent proxy. */
  public DialAttempt toParent(String authority) {
    return new DialAttempt(address, outcome, took, Optional.of(authority));
  }
}
