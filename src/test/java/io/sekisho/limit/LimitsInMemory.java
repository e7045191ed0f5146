package io.sekisho.limit;

import io.sekisho.config.Nodes;
import io.sekisho.policy.CurrentPolicies;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where use is kept for tests outside the container: as atomic as a database, and as shared. */
public final class LimitsInMemory implements UsageStore {

  private final Map<AccountId, Usage> usages = new HashMap<>();
  private final Clock clock;
  private volatile boolean away;

  LimitsInMemory(Clock clock) {
    this.clock = clock;
  }

  /** Limits of a single replica. */
  public static Limits limits(CurrentPolicies policies) {
    Limits limits = new Limits(new LimitsInMemory(Clock.systemUTC()), Nodes.named("one"), policies);
    limits.start();
    return limits;
  }

  @Override
  public synchronized void settle(List<AccountId> accounts, Settlement settlement) {
    if (away) {
      throw new IllegalStateException("the store is away");
    }
    Map<AccountId, Usage> changed = new HashMap<>();
    for (AccountId account : accounts) {
      Usage stored = usages.getOrDefault(account, Usage.NONE);
      changed.put(account, settlement.settle(account, stored, clock.instant()));
    }
    usages.putAll(changed);
  }

  @Override
  public void forgetOld() {}

  void setAway(boolean now) {
    away = now;
  }

  synchronized Usage of(AccountId account) {
    return usages.getOrDefault(account, Usage.NONE);
  }
}
