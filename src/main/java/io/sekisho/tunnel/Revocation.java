package io.sekisho.tunnel;

import io.quarkus.runtime.Startup;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Cuts the tunnels that a change of policy, or the time of one, no longer allows. */
@Startup
@Singleton
public class Revocation {

  private static final Logger LOG = Logger.getLogger(Revocation.class);
  private static final long TICK_MILLIS = 200;

  private final TunnelRegistry tunnels;
  private final CurrentPolicies policies;
  private final Clock clock;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(Revocation::tickerThread);
  private final BoundaryWatch watch = new BoundaryWatch();

  Revocation(TunnelRegistry tunnels, CurrentPolicies policies, Clock clock) {
    this.tunnels = tunnels;
    this.policies = policies;
    this.clock = clock;
    policies.onChange(this::checkAll);
  }

  /**
   * A short look at the clock instead of a long sleep until the boundary: a clock that is set, or a
   * machine that was suspended, would make that one come at the wrong time.
   */
  @PostConstruct
  void follow() {
    ticker.scheduleWithFixedDelay(
        this::tickSafely, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    ticker.shutdownNow();
  }

  /**
   * Checks a tunnel that has just been registered: the policies, or the time, may have changed
   * between its decision and now, when a change did not find it yet.
   */
  public void checkLateComer(Tunnel tunnel) {
    policies.newest().ifPresent(snapshot -> check(tunnel, snapshot, clock.instant()));
  }

  /** Checks all tunnels if a policy's time has come since the last look, or the clock went back. */
  synchronized void tick() {
    if (watch.isDue(clock.instant())) {
      policies.newest().ifPresent(this::checkAll);
    }
  }

  private synchronized void checkAll(PolicySnapshot snapshot) {
    Instant now = clock.instant();
    tunnels.all().forEach(tunnel -> check(tunnel, snapshot, now));
    watch.checked(snapshot, now);
  }

  private static void check(Tunnel tunnel, PolicySnapshot snapshot, Instant now) {
    if (!isStillAllowed(tunnel.attempt(), snapshot, now)) {
      tunnel.cut(CloseReason.POLICY_REVOKED);
    }
  }

  static boolean isStillAllowed(Attempt attempt, PolicySnapshot snapshot, Instant now) {
    Caller caller = attempt.caller().orElseThrow();
    Authority authority = attempt.authority().orElseThrow();
    // Without an address, as a parent proxy resolved it, the name must be enough, as it was before.
    Decision decision =
        attempt
            .address()
            .map(address -> snapshot.decide(caller, authority, address, now))
            .orElseGet(() -> snapshot.decide(caller, authority, now));
    return decision instanceof Decision.Allowed;
  }

  /** Whatever fails once must not end the looking. */
  private void tickSafely() {
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.error("open tunnels could not be checked against the policies", e);
    }
  }

  private static Thread tickerThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-policy-times");
    thread.setDaemon(true);
    return thread;
  }
}
