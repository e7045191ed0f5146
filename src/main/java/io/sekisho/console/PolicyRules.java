package io.sekisho.console;

import io.sekisho.config.Governance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** What holds for changes of policies; templates know it as {@code inject:policyRules}. */
@Named("policyRules")
@ApplicationScoped
public class PolicyRules {

  private final Governance governance;

  PolicyRules(Governance governance) {
    this.governance = governance;
  }

  /** Whether to change a policy is to propose it. */
  public boolean isFourEyes() {
    return governance.needsApproval();
  }
}
