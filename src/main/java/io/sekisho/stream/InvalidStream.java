package io.sekisho.stream;

/** Names a key of a stream that is wrong, without its value. */
final class InvalidStream extends IllegalArgumentException {

  InvalidStream(String key, String message) {
    super(key + ": " + message);
  }

  InvalidStream(String key, String message, Throwable cause) {
    super(key + ": " + message, cause);
  }
}
