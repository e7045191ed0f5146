package io.sekisho.bench.peers;

import java.util.Map;

/**
 * What the driver told of a load, and what the proxy's processes used meanwhile.
 *
 * @param processorSeconds from begin to end
 * @param grownKib by how much their memory grew
 */
record Outcome(Map<String, Double> told, double processorSeconds, long grownKib) {

  double told(String figure) {
    return told.get(figure);
  }

  double perSecond() {
    return told("count") / told("seconds");
  }

  double gigabitsPerSecond() {
    return perSecond() * 8 / 1e9;
  }

  double microsecondsEach() {
    return processorSeconds / told("count") * 1e6;
  }

  double secondsPerGigabyte() {
    return processorSeconds / told("count") * 1e9;
  }

  double kibEach() {
    return grownKib / told("count");
  }
}
