package io.sekisho.watch;

/**
 * What was before cannot be told now, whatever it is asked about: events wait until it can be. Any
 * other exception is of what was asked.
 */
public final class PastUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public PastUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
