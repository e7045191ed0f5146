package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What became of a target's addresses. */
public sealed interface Route {

  /**
   * An address that may be dialled.
   *
   * @param policy the policy that allows it
   * @param tls what that one demands of the first bytes
   */
  record Hop(InetAddress address, String policy, TlsMode tls) {}

  /**
   * Some may be dialled.
   *
   * @param hops in the order in which the name server gave them; at least one
   */
  record Open(List<Hop> hops) implements Route {}

  /**
   * The parent proxy may be asked to, by name: nothing is known of its addresses.
   *
   * @param policy the policy that allows the name
   * @param tls what that one demands of the first bytes
   */
  record ByName(String policy, TlsMode tls) implements Route {}

  /**
   * None may be.
   *
   * @param policy the policy that denies it, if one does
   */
  record Barred(Refusal refusal, Optional<String> policy) implements Route {}
}
