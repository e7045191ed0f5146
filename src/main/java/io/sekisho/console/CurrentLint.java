package io.sekisho.console;

import io.sekisho.api.PolicyLinter;
import io.sekisho.api.PolicyLinter.Odd;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.store.PolicySet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is odd about the policies, which takes all of them to tell: kept until one changes, and for
 * some minutes at most, as it also depends on the time. Every method blocks.
 */
@ApplicationScoped
class CurrentLint {

  private static final Duration KEPT = Duration.ofMinutes(10);

  private final PolicySet set;
  private final PolicyLinter linter;
  private final Clock clock;
  private Optional<Looked> last = Optional.empty();

  CurrentLint(PolicySet set, PolicyLinter linter, Clock clock) {
    this.set = set;
    this.linter = linter;
    this.clock = clock;
  }

  private record Looked(long version, Instant at, List<Odd> found) {}

  /** All that is odd, by the policy that is; nothing if one was written by hand and is none. */
  Map<String, List<Odd>> byPolicy() {
    return all().stream().collect(Collectors.groupingBy(Odd::policy));
  }

  /** What is odd about one policy, or about others because of it; at most so much. */
  List<Odd> about(String policy, int limit) {
    return all().stream().filter(odd -> odd.concerns(policy)).limit(limit).toList();
  }

  /** By one at a time, so that nobody looks for what somebody else is about to find. */
  private synchronized List<Odd> all() {
    long version = set.version();
    Instant now = clock.instant();
    boolean isCurrent =
        last.filter(it -> it.version() == version && now.isBefore(it.at().plus(KEPT))).isPresent();
    if (!isCurrent) {
      PolicySet.Contents contents = set.read();
      last = Optional.of(new Looked(contents.version(), now, found(contents)));
    }
    return last.orElseThrow().found();
  }

  private List<Odd> found(PolicySet.Contents contents) {
    try {
      return linter.in(contents.documents());
    } catch (PolicyCompiler.InvalidPolicy e) {
      return List.of();
    }
  }
}
