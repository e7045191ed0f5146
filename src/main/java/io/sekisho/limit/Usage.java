package io.sekisho.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What has been used of one account, on all replicas together.
 *
 * @param minute the newest minute in which a tunnel was opened, counted from the epoch
 * @param connects tunnels opened in it
 * @param connectsBefore tunnels opened in the minute before it
 * @param day the newest day (UTC) of which bytes are known, counted from the epoch
 * @param bytes that were relayed on it
 * @param nodes what each replica holds now
 */
public record Usage(
    long minute,
    long connects,
    long connectsBefore,
    long day,
    long bytes,
    Map<String, Share> nodes) {

  /** Of an account that nobody has used. */
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, Map.of());

  static final long SECONDS_OF_DAY = Duration.ofDays(1).toSeconds();
  static final long MILLIS_OF_MINUTE = Duration.ofMinutes(1).toMillis();

  /** Copies the nodes. */
  public Usage {
    nodes = Map.copyOf(nodes);
  }

  /**
   * What one replica holds.
   *
   * @param tunnels open on it
   * @param flowing whether bytes have flowed there of late
   */
  public record Share(int tunnels, boolean flowing) {

    boolean isNothing() {
      return tunnels == 0 && !flowing;
    }
  }

  /**
   * The same in the minute and the day of a time, or later ones if others are ahead: time as
   * several see it does not go back.
   */
  Usage at(Instant time) {
    long thisMinute = Math.max(minute, Math.floorDiv(time.toEpochMilli(), MILLIS_OF_MINUTE));
    long today = Math.max(day, Math.floorDiv(time.getEpochSecond(), SECONDS_OF_DAY));
    long before = thisMinute == minute ? connectsBefore : thisMinute == minute + 1 ? connects : 0;
    return new Usage(
        thisMinute,
        thisMinute == minute ? connects : 0,
        before,
        today,
        today == day ? bytes : 0,
        nodes);
  }

  Usage withConnect() {
    return new Usage(minute, connects + 1, connectsBefore, day, bytes, nodes);
  }

  /** With so many more bytes. */
  public Usage withBytes(long more) {
    return new Usage(minute, connects, connectsBefore, day, bytes + more, nodes);
  }

  /** With what a replica holds from now on. */
  public Usage with(String node, Share share) {
    Map<String, Share> changed = new HashMap<>(nodes);
    if (share.isNothing()) {
      changed.remove(node);
    } else {
      changed.put(node, share);
    }
    return new Usage(minute, connects, connectsBefore, day, bytes, changed);
  }

  /** Open on all replicas but one. */
  int tunnelsBeside(String node) {
    return nodes.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(node))
        .mapToInt(entry -> entry.getValue().tunnels())
        .sum();
  }

  /** How many other replicas have bytes flowing. */
  int flowingBeside(String node) {
    return (int)
        nodes.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(node) && entry.getValue().flowing())
            .count();
  }
}
