package io.sekisho.bench;

import io.sekisho.destination.PortRange;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sets of any size in which the same few policies are asked for, among others of all kinds. */
final class PolicySets {

  private PolicySets() {}

  static List<Policy> of(int size) {
    List<Policy> policies = new ArrayList<>();
    policies.add(policy("by-host", Effect.ALLOW, "developers", Target.host("api.example.com")));
    policies.add(policy("by-suffix", Effect.ALLOW, "developers", Target.host("*.example.org")));
    policies.add(policy("by-block", Effect.ALLOW, "developers", Target.cidr("198.51.0.0/16")));
    policies.add(policy("denied", Effect.DENY, "developers", Target.host("bad.example.org")));
    for (int i = policies.size(); i < size; i++) {
      String group = "group" + i % 500;
      Effect effect = i % 7 == 0 ? Effect.DENY : Effect.ALLOW;
      Target target =
          switch (i % 3) {
            case 0 -> Target.host("host" + i + ".example.net");
            case 1 -> Target.host("*.domain" + i + ".example.net");
            default -> Target.cidr("100.%d.%d.0/24".formatted(i / 256 % 256, i % 256));
          };
      policies.add(policy("other-" + i, effect, group, target));
    }
    return policies;
  }

  private static Policy policy(String name, Effect effect, String group, Target target) {
    return new Policy(
        name,
        true,
        effect,
        List.of(new Subject.Group(group)),
        List.of(new Destination(target, List.of(PortRange.parse("443")))),
        Optional.empty(),
        Mode.ENFORCE,
        Timing.ALWAYS,
        PolicyLimits.NONE);
  }
}
