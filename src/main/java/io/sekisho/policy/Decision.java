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
   */
  record Allowed(String policy, TlsMode tls) implements Decision {}

  /**
   * It is denied.
   *
   * @param policy the name of the policy that denies it; empty if none allows it
   */
  record Denied(Optional<String> policy) implements Decision {}

  /**
   * The name alone does not tell: a policy about addresses may still allow it, so the name must be
   * resolved first.
   */
  record DependsOnAddress() implements Decision {}
}
