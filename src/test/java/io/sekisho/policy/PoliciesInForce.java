package io.sekisho.policy;

import io.sekisho.support.TestConfig;
import java.util.List;
import java.util.Map;

/** Current policies for tests outside the container. */
public final class PoliciesInForce {

  private PoliciesInForce() {}

  public static CurrentPolicies of(List<Policy> policies) {
    CurrentPolicies current = new CurrentPolicies(TestConfig.with(Map.of()));
    current.replace(new PolicySnapshot(1, policies));
    return current;
  }
}
