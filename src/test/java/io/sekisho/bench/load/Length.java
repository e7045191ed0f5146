package io.sekisho.bench.load;

/** How long a load warms up, and how long it counts. */
record Length(double warmUpSeconds, double seconds) {

  long warmUpNanos() {
    return (long) (warmUpSeconds * 1e9);
  }

  long nanos() {
    return (long) (seconds * 1e9);
  }
}
