package io.sekisho.limit;

import static io.sekisho.limit.LedgerTest.concurrent;
import static io.sekisho.limit.LedgerTest.connects;
import static io.sekisho.limit.LedgerTest.quota;
import static io.sekisho.limit.LedgerTest.rate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sekisho.config.Nodes;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.PortRange;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.PoliciesInForce;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import io.sekisho.tunnel.Side;
import io.sekisho.tunnel.Toll;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas over one store. */
class LimitsTest {

  private static final String POLICY = "p";
  private static final AccountId ALICE = new AccountId(POLICY, "alice");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LimitsInMemory store = new LimitsInMemory(Clock.systemUTC());
  private final CurrentPolicies policies = PoliciesInForce.of(List.of());
  private final Limits one = new Limits(store, Nodes.named("one"), policies);
  private final Limits two = new Limits(store, Nodes.named("two"), policies);

  @BeforeEach
  void start() {
    one.start();
    two.start();
  }

  @AfterEach
  void stop() {
    one.stop(PATIENCE);
    two.stop(PATIENCE);
  }

  @Test
  void shouldCountTunnelsOfAllReplicas() throws Exception {
    Slot first = granted(admit(one, concurrent(2)));
    granted(admit(two, concurrent(2)));

    assertThat(refused(admit(one, concurrent(2)))).isEqualTo(RefusalReason.TOO_MANY_TUNNELS);
    assertThat(refused(admit(two, concurrent(2)))).isEqualTo(RefusalReason.TOO_MANY_TUNNELS);

    first.release();
    granted(admit(one, concurrent(2)));
  }

  @Test
  void shouldTellOtherReplicasOfAPlaceThatIsFree() throws Exception {
    Slot slot = granted(admit(one, concurrent(1)));
    slot.release();
    slot.release();

    await().atMost(PATIENCE).until(() -> admit(two, concurrent(1)) instanceof Admission.Granted);
    assertThat(refused(admit(one, concurrent(1)))).isEqualTo(RefusalReason.TOO_MANY_TUNNELS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40})
  void shouldNeverGiveTheLastPlaceAwayTwice(int most) throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger highest = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    List<Future<Integer>> done = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Limits replica = i % 2 == 0 ? one : two;
      done.add(
          clients.submit(
              () -> {
                int opened = 0;
                List<Slot> held = new ArrayList<>();
                for (int round = 0; round < 200; round++) {
                  if (admit(replica, concurrent(most)) instanceof Admission.Granted granted) {
                    highest.accumulateAndGet(open.incrementAndGet(), Math::max);
                    held.add(granted.slot());
                    opened++;
                  }
                  if (round % 3 == 2 && !held.isEmpty()) {
                    open.decrementAndGet();
                    held.remove(0).release();
                  }
                }
                open.addAndGet(-held.size());
                held.forEach(Slot::release);
                return opened;
              }));
    }
    int opened = 0;
    for (Future<Integer> client : done) {
      opened += client.get(60, TimeUnit.SECONDS);
    }
    clients.shutdown();

    assertThat(highest.get()).as("open at one time").isLessThanOrEqualTo(most);
    assertThat(opened).as("all that opened").isGreaterThan(most);
  }

  @Test
  void shouldCountWhatWasOpenedWithinAMinuteOnAllReplicas() throws Exception {
    int granted = 0;
    for (int i = 0; i < 12; i++) {
      if (admit(i % 2 == 0 ? one : two, connects(5)) instanceof Admission.Granted yes) {
        granted++;
        yes.slot().release();
      }
    }

    // A minute may have begun between two of them; then some room was gained, but never all of it.
    assertThat(granted).isBetween(5, 9);
  }

  @Test
  void shouldEndTunnelsWhoseQuotaIsUsedUpOnAnotherReplica() throws Exception {
    Slot here = granted(admit(one, quota(1_000_000)));
    Slot there = granted(admit(two, quota(1_000_000)));

    assertThat(here.charge(Side.CLIENT, 600_000)).isZero();
    assertThat(there.charge(Side.TARGET, 300_000)).isZero();
    await().atMost(PATIENCE).until(() -> store.of(ALICE).bytes() == 900_000);
    there.charge(Side.CLIENT, 100_000);

    await().atMost(PATIENCE).until(() -> there.charge(Side.CLIENT, 0) == Toll.EXHAUSTED);
    await().atMost(PATIENCE).until(() -> here.charge(Side.CLIENT, 0) == Toll.EXHAUSTED);
    assertThat(refused(admit(one, quota(1_000_000)))).isEqualTo(RefusalReason.QUOTA_EXHAUSTED);
    assertThat(refused(admit(two, quota(1_000_000)))).isEqualTo(RefusalReason.QUOTA_EXHAUSTED);
  }

  @Test
  void shouldCountEveryByteOnce() throws Exception {
    Slot here = granted(admit(one, quota(1L << 50)));
    Slot there = granted(admit(two, quota(1L << 50)));
    for (int i = 0; i < 100_000; i++) {
      here.charge(Side.CLIENT, 3);
      there.charge(Side.TARGET, 4);
    }
    here.release();
    there.release();

    await().atMost(PATIENCE).until(() -> store.of(ALICE).bytes() == 700_000);
    granted(admit(one, quota(1L << 50)));
    assertThat(store.of(ALICE).bytes()).isEqualTo(700_000);
  }

  @Test
  void shouldDivideARateAmongTheReplicasOnWhichBytesFlow() throws Exception {
    Slot here = granted(admit(one, rate(8_000_000)));
    long alone = here.charge(Side.CLIENT, 1_000_000);
    assertThat(alone).as("nanoseconds for a million bytes").isBetween(800_000_000L, 1_000_000_000L);

    Slot there = granted(admit(two, rate(8_000_000)));
    there.charge(Side.CLIENT, 1);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              here.charge(Side.TARGET, 1);
              there.charge(Side.TARGET, 1);
              return there.charge(Side.CLIENT, 0) == 0
                  && there.charge(Side.CLIENT, 1_000_000) > 1_500_000_000L;
            });
  }

  @Test
  void shouldObeyAChangedLimitOnOpenTunnels() throws Exception {
    Slot slot = granted(admit(one, PolicyLimits.NONE));
    assertThat(slot.charge(Side.CLIENT, 1_000_000_000)).isZero();

    policies.replace(new PolicySnapshot(2, List.of(policy(rate(8_000)))));
    assertThat(slot.charge(Side.CLIENT, 1_000)).isPositive();

    policies.replace(new PolicySnapshot(3, List.of(policy(quota(500)))));
    assertThat(slot.charge(Side.CLIENT, 1_000)).isEqualTo(Toll.EXHAUSTED);
  }

  @Test
  void shouldRefuseWhileTheStoreIsAwayAndHeal() throws Exception {
    store.setAway(true);
    assertThatThrownBy(() -> admit(one, concurrent(1))).isInstanceOf(ExecutionException.class);
    granted(admit(one, PolicyLimits.NONE));

    store.setAway(false);
    // Nothing is held by what was refused.
    granted(admit(two, concurrent(2)));
    granted(admit(one, quota(5)));
  }

  @Test
  void shouldKeepUsersApart() throws Exception {
    granted(admit(one, concurrent(1)));
    assertThat(
            one.admit(POLICY, "bob", concurrent(1)).toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isInstanceOf(Admission.Granted.class);
  }

  @Test
  void shouldLeaveNothingBehindWhenItStops() throws Exception {
    granted(admit(one, concurrent(1))).release();
    Slot slot = granted(admit(two, quota(1_000)));
    slot.charge(Side.CLIENT, 10);
    slot.release();

    one.stop(PATIENCE);
    two.stop(PATIENCE);

    assertThat(store.of(ALICE).nodes().getOrDefault("one", new Usage.Share(0, false)).tunnels())
        .isZero();
    assertThat(store.of(ALICE).bytes()).isEqualTo(10);
    assertThat((CompletableFuture<Admission>) one.admit(POLICY, "alice", concurrent(1)))
        .isCompletedExceptionally();
  }

  private static Policy policy(PolicyLimits limits) {
    return new Policy(
        POLICY,
        true,
        Effect.ALLOW,
        List.of(new Subject.Anyone()),
        List.of(new Destination(Target.host("a.example"), List.of(new PortRange(1, 443)))),
        Optional.empty(),
        Mode.ENFORCE,
        Timing.ALWAYS,
        limits);
  }

  private static Admission admit(Limits replica, PolicyLimits limits) throws Exception {
    return replica.admit(POLICY, "alice", limits).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Slot granted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Granted.class);
    return ((Admission.Granted) admission).slot();
  }

  private static RefusalReason refused(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return ((Admission.Refused) admission).refusal().reason();
  }
}
