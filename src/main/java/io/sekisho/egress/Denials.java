package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.policy.Decision;

/** How a denial is told to the caller. */
public final class Denials {

  private static final String NOT_ALLOWED = "no policy allows this destination";

  private Denials() {}

  /** The refusal for a decision that does not allow. */
  public static Refusal refusal(Decision decision) {
    String detail =
        decision instanceof Decision.Denied denied && denied.policy().isPresent()
            ? "denied by policy " + denied.policy().get()
            : NOT_ALLOWED;
    return Refusal.of(RefusalReason.DENIED_BY_POLICY, detail);
  }

  /**
   * What a caller is told whom policies allow a name only for the addresses it has: one answer,
   * whether it has others, or denied ones, or does not exist. Else the names that a site's servers
   * know could be found out by asking. The record says which it was.
   *
   * @param refusal why the name led to no address that may be dialled
   */
  public static Refusal concealed(Refusal refusal) {
    return switch (refusal.reason()) {
      case DENIED_BY_POLICY, NAME_NOT_RESOLVED, DNS_TIMEOUT ->
          Refusal.of(RefusalReason.DENIED_BY_POLICY, NOT_ALLOWED)
              .recordedAs(
                  refusal.detail().equals(NOT_ALLOWED)
                      ? NOT_ALLOWED
                      : NOT_ALLOWED + ": " + refusal.detail());
      default -> refusal;
    };
  }
}
