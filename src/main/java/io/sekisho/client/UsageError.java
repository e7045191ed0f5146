package io.sekisho.client;

/** The command line, or a variable that stands for a part of it, is not understood. */
final class UsageError extends RuntimeException {

  UsageError(String message) {
    super(message);
  }
}
