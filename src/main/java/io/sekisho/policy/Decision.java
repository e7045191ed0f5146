package io.sekisho.policy;

import io.sekisho.tls.TlsMode;
import java.util.Optional;

/** What the policies say of one passage. */
public sealed interface Decision {

  /**
   * It is allowed.
   *
   * @param policy the name of the deciding policy
   * @param tls what it demands of the first bytes
   * @param limits how far it lets the tunnel go
   * @param reported the policy in report mode that would have denied it, if one would
   */
  record Allowed(String policy, TlsMode tls, PolicyLimits limits, Optional<Reported> reported)
      implements Decision {}

  /**
   * It is denied.
   *
   * @param policy the name of the policy that denies it; empty if none allows it
   * @param reported the policy in report mode that would have allowed what no other does
   */
  record Denied(Optional<String> policy, Optional<Reported> reported) implements Decision {

    /** As no policy allows it. */
    public static final Denied BY_DEFAULT = new Denied(Optional.empty(), Optional.empty());

    /** Denied by a policy. */
    public static Denied by(String policy) {
      return new Denied(Optional.of(policy), Optional.empty());
    }
  }

  /**
   * The name alone does not tell: a policy about addresses may still allow it, so the name must be
   * resolved first.
   */
  record DependsOnAddress() implements Decision {}
}
