package io.sekisho.tls;

/** A message that is not what its protocol says. */
final class MalformedHello extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedHello(String why) {
    // An outcome, not an error: it needs no stack trace.
    super(why, null, false, false);
  }
}
