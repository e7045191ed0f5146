package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.egress.AddressGuard;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.lint.Finding;
import io.sekisho.policy.lint.PolicyLint;
import io.sekisho.store.PolicySet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/** Tells what is odd about the policies, as they are in the database now. Every method blocks. */
@ApplicationScoped
public class PolicyLinter {

  private static final Logger LOG = Logger.getLogger(PolicyLinter.class);

  /** With one policy; a deny can be behind a finding about every allow there is. */
  private static final int MAX_ABOUT_ONE = 100;

  private final PolicySet set;
  private final AddressGuard guard;
  private final Clock clock;

  PolicyLinter(PolicySet set, AddressGuard guard, Clock clock) {
    this.set = set;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * What is odd about a policy.
   *
   * @param kind which of the kinds it is
   * @param other the policy that makes it so; null if it is so by itself
   * @param message the same in a sentence
   */
  @RegisterForReflection
  public record Odd(
      String policy,
      @Schema(
              enumeration = {
                "expired",
                "never_scheduled",
                "prohibited",
                "shadowed",
                "redundant",
                "contradicted"
              })
          String kind,
      @Schema(nullable = true) String other,
      String message) {

    static Odd of(Finding finding) {
      return new Odd(
          finding.policy(),
          finding.kind().label(),
          finding.other().orElse(null),
          finding.message());
    }

    /** Whether it is about a policy, or because of it. */
    public boolean concerns(String name) {
      return policy.equals(name) || name.equals(other);
    }
  }

  /** All that is odd, by policy. */
  List<Odd> all() {
    return in(set.read().documents());
  }

  /** All that would be odd about a set of valid policies. */
  public List<Odd> in(List<PolicyDocument> documents) {
    return PolicyLint.check(
            documents.stream().map(PolicyCompiler::compile).toList(),
            clock.instant(),
            guard::prohibits)
        .stream()
        .map(Odd::of)
        .toList();
  }

  /**
   * What is odd about a policy that was written a moment ago, or about others because of it.
   *
   * @return at most 100; null if it cannot be told: what is written is written
   */
  List<Odd> about(String name) {
    try {
      return all().stream().filter(odd -> odd.concerns(name)).limit(MAX_ABOUT_ONE).toList();
    } catch (RuntimeException e) {
      LOG.debugf("the policies cannot be looked at: %s", e.getMessage());
      return null;
    }
  }
}
