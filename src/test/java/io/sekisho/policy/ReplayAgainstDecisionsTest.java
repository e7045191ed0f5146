package io.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.policy.replay.Difference;
import io.sekisho.policy.replay.Difference.Change;
import io.sekisho.policy.replay.PastAttempt;
import io.sekisho.policy.replay.Replay;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays of random attempts, held against counting them one by one. */
class ReplayAgainstDecisionsTest {

  private static final Predicate<InetAddress> PROHIBITED =
      address -> address.getHostAddress().endsWith(".200");

  private record Key(
      String user, Authority to, Change change, Optional<String> before, Optional<String> after) {}

  private record Count(long attempts, Instant first, Instant last) {}

  private record Outcome(Optional<Boolean> allowed, Optional<String> policy) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldTellWhatCountingTells(boolean againstPolicies) {
    long differences = 0;
    for (int seed = 0; seed < 20; seed++) {
      RandomPolicies random = new RandomPolicies(seed);
      List<Policy> draft = random.policies();
      List<Policy> before = random.policies();
      List<PastAttempt> attempts = attempts(random, new Random(seed));
      List<Difference> told = new ArrayList<>();
      Replay replay =
          new Replay(
              new PolicySnapshot(1, draft),
              againstPolicies ? Optional.of(new PolicySnapshot(1, before)) : Optional.empty(),
              PROHIBITED,
              told::add);
      attempts.forEach(replay::add);
      Replay.Totals totals = replay.finish();

      Map<Key, Count> expected = new HashMap<>();
      for (PastAttempt attempt : attempts) {
        Outcome then =
            againstPolicies
                ? outcome(before, attempt)
                : new Outcome(Optional.of(attempt.allowed()), attempt.policy());
        count(expected, attempt, then, outcome(draft, attempt));
      }
      String what = "seed " + seed;
      assertThat(told).as(what).hasSameSizeAs(expected.keySet());
      for (Difference one : told) {
        Key key = new Key(one.user(), one.authority(), one.change(), one.before(), one.after());
        assertThat(expected.get(key))
            .as("%s: %s", what, one)
            .isEqualTo(new Count(one.attempts(), one.first(), one.last()));
      }
      assertThat(totals.attempts()).as(what).isEqualTo(attempts.size());
      assertThat(totals.gained()).as(what).isEqualTo(sum(expected, Change.GAINED));
      assertThat(totals.lost()).as(what).isEqualTo(sum(expected, Change.LOST));
      assertThat(totals.undetermined()).as(what).isEqualTo(sum(expected, Change.UNDETERMINED));
      assertThat(totals.unchanged() + totals.gained() + totals.lost() + totals.undetermined())
          .as(what)
          .isEqualTo(totals.attempts());
      differences += expected.size();
    }
    assertThat(differences).as("there is something to tell").isGreaterThan(100);
  }

  private static List<PastAttempt> attempts(RandomPolicies random, Random coin) {
    List<PastAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Caller caller = random.caller();
      Authority to = random.target();
      boolean literal = to.host() instanceof Host.Address;
      attempts.add(
          new PastAttempt(
              caller.user(),
              caller.serviceAccount(),
              caller.groups(),
              to,
              !literal && coin.nextBoolean() ? Optional.of(random.address(to)) : Optional.empty(),
              random.time(),
              coin.nextBoolean(),
              Optional.of("then-" + coin.nextInt(3))));
    }
    attempts.sort(
        Comparator.comparing(PastAttempt::user)
            .thenComparing(one -> one.authority().toString())
            .thenComparing(PastAttempt::time));
    return attempts;
  }

  private static Outcome outcome(List<Policy> policies, PastAttempt attempt) {
    Caller caller =
        new Caller(attempt.user(), "", "", attempt.groups(), Instant.MAX, attempt.serviceAccount());
    Optional<InetAddress> address =
        attempt.authority().host() instanceof Host.Address literal
            ? Optional.of(literal.address())
            : attempt.address();
    Decision decision =
        address.isPresent()
            ? NaiveDecider.decide(
                policies, caller, attempt.authority(), address.get(), attempt.time())
            : new PolicySnapshot(1, policies).decide(caller, attempt.authority(), attempt.time());
    if (decision instanceof Decision.Allowed allowed) {
      return address.filter(PROHIBITED).isPresent()
          ? new Outcome(Optional.of(false), Optional.empty())
          : new Outcome(Optional.of(true), Optional.of(allowed.policy()));
    }
    return decision instanceof Decision.Denied denied
        ? new Outcome(Optional.of(false), denied.policy())
        : new Outcome(Optional.empty(), Optional.empty());
  }

  private static void count(
      Map<Key, Count> counts, PastAttempt attempt, Outcome before, Outcome after) {
    boolean known = before.allowed().isPresent() && after.allowed().isPresent();
    if (known && before.allowed().equals(after.allowed())) {
      return;
    }
    Change change = Change.UNDETERMINED;
    if (known) {
      change = after.allowed().get() ? Change.GAINED : Change.LOST;
    }
    counts.merge(
        new Key(attempt.user(), attempt.authority(), change, before.policy(), after.policy()),
        new Count(1, attempt.time(), attempt.time()),
        (sum, one) -> new Count(sum.attempts() + 1, sum.first(), one.last()));
  }

  private static long sum(Map<Key, Count> counts, Change change) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().change() == change)
        .mapToLong(entry -> entry.getValue().attempts())
        .sum();
  }
}
