package io.sekisho.client;

/** There is no pass, or no whole log; the message is for people and says what they can do. */
final class Failure extends RuntimeException {

  Failure(String message) {
    super(message);
  }
}
