package io.sekisho.passage;

import io.sekisho.connect.ConnectRequest;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Reported;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An attempt to open a tunnel, from the first byte on.
 *
 * @param id names the attempt and, if it succeeds, the tunnel; time-ordered
 * @param time when its connection was accepted, or its stream opened
 * @param arrival how it came
 * @param userAgent as the client says, empty if it does not
 * @param authority where to, once the head is read
 * @param caller who, once the pass is verified
 * @param policy which policy decided, once one did
 * @param policyVersion the version of the snapshot it was in
 * @param address the target's address, once one was chosen; unknown if a parent proxy resolves it
 * @param dialled every try to connect, in the order in which they began
 * @param reported the policy in report mode that would have had it decided otherwise
 */
public record Attempt(
    UUID id,
    Instant time,
    Arrival arrival,
    String userAgent,
    Optional<Authority> authority,
    Optional<Caller> caller,
    Optional<String> policy,
    Optional<Long> policyVersion,
    Optional<InetAddress> address,
    List<DialAttempt> dialled,
    Optional<Reported> reported) {

  /** Copies the tries. */
  public Attempt {
    dialled = List.copyOf(dialled);
  }

  /** An attempt of which only the arrival is known. */
  public static Attempt accepted(UUID id, Instant time, Arrival arrival) {
    return new Attempt(
        id,
        time,
        arrival,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** With what its head says. */
  public Attempt asking(ConnectRequest request) {
    return new Attempt(
        id,
        time,
        arrival,
        request.userAgent(),
        Optional.of(request.authority()),
        caller,
        policy,
        policyVersion,
        address,
        dialled,
        reported);
  }

  /** With who asks. */
  public Attempt by(Caller verified) {
    return new Attempt(
        id,
        time,
        arrival,
        userAgent,
        authority,
        Optional.of(verified),
        policy,
        policyVersion,
        address,
        dialled,
        reported);
  }

  /** With what decided. */
  public Attempt decided(
      Optional<String> decidingPolicy, Optional<Reported> byReport, long snapshotVersion) {
    return new Attempt(
        id,
        time,
        arrival,
        userAgent,
        authority,
        caller,
        decidingPolicy,
        Optional.of(snapshotVersion),
        address,
        dialled,
        byReport);
  }

  /** With the address it leads to. */
  public Attempt reaching(InetAddress chosen) {
    return new Attempt(
        id,
        time,
        arrival,
        userAgent,
        authority,
        caller,
        policy,
        policyVersion,
        Optional.of(chosen),
        dialled,
        reported);
  }

  /** With what was tried to connect. */
  public Attempt having(List<DialAttempt> tried) {
    return new Attempt(
        id,
        time,
        arrival,
        userAgent,
        authority,
        caller,
        policy,
        policyVersion,
        address,
        tried,
        reported);
  }
}
