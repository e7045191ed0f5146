package io.sekisho.tunnel;

import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An administrator's order to cut tunnels.
 *
 * @param id in the order in which orders were given
 * @param selector which tunnels
 * @param reason why, if the administrator said so
 * @param orderedBy who gave it
 * @param time when, by this node's clock: attempts that began later are none of its concern
 */
public record KillOrder(
    long id, Selector selector, Optional<String> reason, String orderedBy, Instant time) {

  /** Which tunnels an order is about. */
  public sealed interface Selector {}

  /** One tunnel. */
  public record One(UUID tunnel) implements Selector {}

  /** All of one user. */
  public record OfUser(String user) implements Selector {}

  /** All there are. */
  public record Everything() implements Selector {}

  /** Whether the order is about the tunnel of this attempt. */
  boolean concerns(Attempt attempt) {
    return !attempt.time().isAfter(time) && isSelected(attempt);
  }

  private boolean isSelected(Attempt attempt) {
    if (selector instanceof One one) {
      return one.tunnel().equals(attempt.id());
    }
    if (selector instanceof OfUser of) {
      return attempt.caller().map(Caller::user).equals(Optional.of(of.user()));
    }
    return true;
  }

  /** What the records of its tunnels tell. */
  String words() {
    return "killed by " + orderedBy + reason.map(why -> ": " + why).orElse("");
  }
}
