package io.sekisho.bench.load;

/**
 * When each of many things was due at a fixed rate, whatever became of those before. What is late
 * because others took long counts from when it was due: this is the correction for coordinated
 * omission.
 */
record Schedule(long start, double perSecond) {

  long due(long index) {
    return start + (long) (index * 1e9 / perSecond);
  }

  /** How many are due before a time after the start. */
  long dueWithin(long nanos) {
    return (long) Math.ceil(nanos / 1e9 * perSecond);
  }

  /** What one that was done now took. */
  long taken(long index, long now) {
    return now - due(index);
  }
}
