package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.policy.Decision;
import io.sekisho.policy.Reported;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What became of a target's addresses. */
public sealed interface Route {

  /**
   * An address that may be dialled.
   *
   * @param allowed by which policy and how
   */
  record Hop(InetAddress address, Decision.Allowed allowed) {}

  /**
   * Some may be dialled.
   *
   * @param hops in the order in which the name server gave them; at least one
   */
  record Open(List<Hop> hops) implements Route {}

  /**
   * The parent proxy may be asked to, by name: nothing is known of its addresses.
   *
   * @param allowed by which policy and how
   */
  record ByName(Decision.Allowed allowed) implements Route {}

  /**
   * None may be.
   *
   * @param policy the policy that denies it, if one does
   * @param reported the policy in report mode that would have allowed it, if no other does
   */
  record Barred(Refusal refusal, Optional<String> policy, Optional<Reported> reported)
      implements Route {

    /** For another reason than the policies. */
    static Barred because(Refusal refusal) {
      return new Barred(refusal, Optional.empty(), Optional.empty());
    }

    /** By a decision that does not allow. */
    static Barred by(Decision decision) {
      Refusal refusal = Denials.refusal(decision);
      return decision instanceof Decision.Denied denied
          ? new Barred(refusal, denied.policy(), denied.reported())
          : because(refusal);
    }
  }
}
