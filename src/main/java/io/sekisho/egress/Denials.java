package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.policy.Decision;

/** How a policy's denial is told to the caller. */
public final class Denials {

  private Denials() {}

  /** The refusal for a decision that does not allow. */
  public static Refusal refusal(Decision decision) {
    String detail =
        decision instanceof Decision.Denied denied && denied.policy().isPresent()
            ? "denied by policy " + denied.policy().get()
            : "no policy allows this destination";
    return Refusal.of(RefusalReason.DENIED_BY_POLICY, detail);
  }
}
