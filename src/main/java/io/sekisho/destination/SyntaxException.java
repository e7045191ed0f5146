package io.sekisho.destination;

/** Text that is not what its grammar allows. The message is safe to show to the sender. */
public final class SyntaxException extends RuntimeException {

  /**
   * @param message what is wrong, without the offending text
   */
  public SyntaxException(String message) {
    // Hostile input is the normal case: it must not cost a stack trace.
    super(message, null, false, false);
  }
}
