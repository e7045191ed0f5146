package io.sekisho.policy.replay;

import io.sekisho.destination.Host;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.replay.Difference.Change;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Decides attempts again by a draft and tells the differences by user and destination. The attempts
 * must come with those of one user and destination together, in the order of their times: of all
 * others nothing is kept. For one thread.
 */
public final class Replay {

  /** Of one user and destination; further pairs of policies are told without their names. */
  private static final int MAX_PAIRS = 100;

  private final PolicySnapshot draft;
  private final Optional<PolicySnapshot> against;
  private final Predicate<InetAddress> prohibited;
  private final Consumer<Difference> differences;
  private final Map<Pair, Tally> pairs = new LinkedHashMap<>();
  private final Map<Change, Long> changed = new EnumMap<>(Change.class);
  private PastAttempt last;
  private long attempts;

  private record Verdict(Kind kind, Optional<String> policy) {
    private enum Kind {
      ALLOWED,
      DENIED,
      OPEN
    }
  }

  private record Pair(Change change, Optional<String> before, Optional<String> after) {}

  private record Tally(long attempts, Instant first, Instant last) {}

  /**
   * What became of all of them.
   *
   * @param attempts how many there were
   * @param unchanged how many would be decided as they were
   * @param gained how many would be allowed that were denied
   * @param lost how many would be denied that were allowed
   * @param undetermined of how many that depends on an address that is not recorded
   */
  public record Totals(long attempts, long unchanged, long gained, long lost, long undetermined) {}

  /**
   * A replay.
   *
   * @param draft the policies to decide by
   * @param against those to compare with; empty for what was decided then
   * @param prohibited whether no tunnel leads to an address whatever the policies say
   * @param differences gets them as soon as they are complete
   */
  public Replay(
      PolicySnapshot draft,
      Optional<PolicySnapshot> against,
      Predicate<InetAddress> prohibited,
      Consumer<Difference> differences) {
    this.draft = draft;
    this.against = against;
    this.prohibited = prohibited;
    this.differences = differences;
  }

  /** Takes the next attempt. */
  public void add(PastAttempt attempt) {
    if (last != null && !attempt.hasSameEnds(last)) {
      tell();
    }
    last = attempt;
    attempts++;
    Verdict before = against.map(set -> verdict(set, attempt)).orElseGet(() -> recorded(attempt));
    Verdict after = verdict(draft, attempt);
    change(before, after).ifPresent(change -> count(change, before, after, attempt.time()));
  }

  /** Tells what is left, when no attempt is. */
  public Totals finish() {
    tell();
    long gained = changed.getOrDefault(Change.GAINED, 0L);
    long lost = changed.getOrDefault(Change.LOST, 0L);
    long undetermined = changed.getOrDefault(Change.UNDETERMINED, 0L);
    return new Totals(
        attempts, attempts - gained - lost - undetermined, gained, lost, undetermined);
  }

  private static Verdict recorded(PastAttempt attempt) {
    return new Verdict(
        attempt.allowed() ? Verdict.Kind.ALLOWED : Verdict.Kind.DENIED, attempt.policy());
  }

  private Verdict verdict(PolicySnapshot policies, PastAttempt attempt) {
    Optional<InetAddress> address = attempt.address().or(() -> literal(attempt));
    Decision decision =
        address
            .map(
                known ->
                    policies.decide(attempt.caller(), attempt.authority(), known, attempt.time()))
            .orElseGet(
                () -> policies.decide(attempt.caller(), attempt.authority(), attempt.time()));
    if (decision instanceof Decision.Allowed allowed) {
      return address.map(prohibited::test).orElse(false)
          ? new Verdict(Verdict.Kind.DENIED, Optional.empty())
          : new Verdict(Verdict.Kind.ALLOWED, Optional.of(allowed.policy()));
    }
    return decision instanceof Decision.Denied denied
        ? new Verdict(Verdict.Kind.DENIED, denied.policy())
        : new Verdict(Verdict.Kind.OPEN, Optional.empty());
  }

  private static Optional<InetAddress> literal(PastAttempt attempt) {
    return attempt.authority().host() instanceof Host.Address literal
        ? Optional.of(literal.address())
        : Optional.empty();
  }

  private static Optional<Change> change(Verdict before, Verdict after) {
    if (before.kind() == Verdict.Kind.OPEN || after.kind() == Verdict.Kind.OPEN) {
      return Optional.of(Change.UNDETERMINED);
    }
    if (before.kind() == after.kind()) {
      return Optional.empty();
    }
    return Optional.of(after.kind() == Verdict.Kind.ALLOWED ? Change.GAINED : Change.LOST);
  }

  private void count(Change change, Verdict before, Verdict after, Instant time) {
    changed.merge(change, 1L, Long::sum);
    Pair pair = new Pair(change, before.policy(), after.policy());
    if (pairs.size() >= MAX_PAIRS && !pairs.containsKey(pair)) {
      pair = new Pair(change, Optional.empty(), Optional.empty());
    }
    pairs.merge(
        pair,
        new Tally(1, time, time),
        (sum, one) -> new Tally(sum.attempts() + 1, sum.first(), time));
  }

  private void tell() {
    pairs.forEach(
        (pair, tally) ->
            differences.accept(
                new Difference(
                    last.user(),
                    last.authority(),
                    pair.change(),
                    pair.before(),
                    pair.after(),
                    tally.attempts(),
                    tally.first(),
                    tally.last())));
    pairs.clear();
  }
}
