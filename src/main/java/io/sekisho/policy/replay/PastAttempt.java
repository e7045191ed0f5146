package io.sekisho.policy.replay;

import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An attempt that policies decided on.
 *
 * @param user who
 * @param serviceAccount the same as a service account, if it was one
 * @param groups the groups of then
 * @param authority where to
 * @param address the target's address, if one is recorded
 * @param time when
 * @param allowed whether it was allowed then, whatever became of it
 * @param policy the policy that decided, if one did and it is recorded
 */
public record PastAttempt(
    String user,
    Optional<String> serviceAccount,
    Set<String> groups,
    Authority authority,
    Optional<InetAddress> address,
    Instant time,
    boolean allowed,
    Optional<String> policy) {

  /** The caller of then, to ask policies about. */
  Caller caller() {
    return new Caller(user, user, "", groups, Instant.MAX, serviceAccount);
  }

  boolean hasSameEnds(PastAttempt other) {
    return user.equals(other.user) && authority.equals(other.authority);
  }
}
