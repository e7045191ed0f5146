package io.sekisho.bench.peers;

/** A measure that could not be taken; the table tells why. */
final class MeasureFailed extends Exception {

  MeasureFailed(String reason) {
    super(reason);
  }
}
