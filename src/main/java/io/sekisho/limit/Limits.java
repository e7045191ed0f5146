package io.sekisho.limit;

import io.sekisho.config.NodeName;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.limit.Account.Settling;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.PolicySnapshot;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Keeps the limits of the policies over all replicas. Where it depends on what was used before
 * whether a tunnel may open, that is settled in the store before it does: no two replicas can give
 * the last place away. Bytes are counted here and settled {@value #TICK_MILLIS} ms later at most.
 */
@Singleton
public class Limits {

  private static final Logger LOG = Logger.getLogger(Limits.class);

  static final long TICK_MILLIS = 500;

  /** Openings that wait; beyond it they are refused. */
  private static final int MAX_WAITING = 20_000;

  /** Ticks after which what is held is told again, in case somebody took this replica for gone. */
  private static final int TICKS_BETWEEN_SIGNS = 20;

  private static final int TICKS_BETWEEN_CLEANINGS = 600;

  /** Accounts in one transaction, which others wait for. */
  private static final int MAX_ACCOUNTS = 500;

  private static final Comparator<AccountId> IN_ORDER =
      Comparator.comparing(AccountId::policy).thenComparing(AccountId::user);

  private final UsageStore store;
  private final NodeName node;
  private final CurrentPolicies policies;
  private final ConcurrentMap<AccountId, Account> accounts = new ConcurrentHashMap<>();
  private final BlockingQueue<Opening> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread = new Thread(this::run, "sekisho-limits");
  private volatile boolean stopping;
  private long tickNanos = System.nanoTime();
  private long ticks;
  private boolean away;

  /** A tunnel that waits to open. */
  private record Opening(
      Account account, PolicyLimits limits, CompletableFuture<Admission> answer) {}

  /** What is settled together of one account. */
  private record Work(Account account, List<Opening> openings) {}

  private record Ruling(Opening opening, Admission.Refused refused) {}

  Limits(UsageStore store, NodeName node, CurrentPolicies policies) {
    this.store = store;
    this.node = node;
    this.policies = policies;
    policies.onChange(this::follow);
  }

  /** Starts to settle. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Settles what is left, once, and stops; blocks for the bound at most. */
  public void stop(Duration bound) {
    stopping = true;
    try {
      thread.join(bound.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks for a place for one more tunnel.
   *
   * @param policy the name of the policy that allows it
   * @param limits of that policy
   * @return completes on any thread; exceptionally if the store cannot be asked
   */
  public CompletionStage<Admission> admit(String policy, String user, PolicyLimits limits) {
    Account account = retained(new AccountId(policy, user), limits);
    Opening opening = new Opening(account, limits, new CompletableFuture<>());
    opening.answer().whenComplete((answer, failure) -> account.letGo());
    if (!limits.boundOpenings()) {
      opening.answer().complete(new Admission.Granted(account.opened()));
    } else if (stopping || !waiting.offer(opening)) {
      opening.answer().completeExceptionally(new IllegalStateException("too many are waiting"));
    }
    return opening.answer();
  }

  private Account retained(AccountId id, PolicyLimits limits) {
    Account account =
        accounts.compute(
            id, (same, known) -> (known == null ? new Account(id, limits) : known).retained());
    // Decided on older policies perhaps, and not there yet when newer ones came.
    policies.newest().ifPresent(snapshot -> follow(snapshot, account));
    return account;
  }

  /** A change of a policy's limits is one for the tunnels that are open by its leave, too. */
  private void follow(PolicySnapshot snapshot) {
    accounts.values().forEach(account -> follow(snapshot, account));
  }

  private static void follow(PolicySnapshot snapshot, Account account) {
    snapshot.limitsOf(account.id().policy()).ifPresent(account::limit);
  }

  private void run() {
    while (!stopping) {
      try {
        List<Opening> openings = await();
        Map<AccountId, Work> work = new LinkedHashMap<>();
        openings.forEach(opening -> work(work, opening.account()).openings().add(opening));
        if (System.nanoTime() - tickNanos >= TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
          tickNanos = System.nanoTime();
          tick(work);
        }
        settle(work);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    Map<AccountId, Work> last = new HashMap<>();
    due(last, Account::isHeld);
    settle(last);
    waiting.forEach(opening -> opening.answer().completeExceptionally(new IllegalStateException()));
  }

  private List<Opening> await() throws InterruptedException {
    List<Opening> openings = new ArrayList<>();
    Opening first = waiting.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      openings.add(first);
      waiting.drainTo(openings, MAX_ACCOUNTS - 1);
    }
    return openings;
  }

  private void tick(Map<AccountId, Work> work) {
    ticks++;
    due(work, ticks % TICKS_BETWEEN_SIGNS == 0 ? Account::isHeld : account -> false);
    if (ticks % TICKS_BETWEEN_CLEANINGS == 1) {
      forget();
    }
  }

  private void due(Map<AccountId, Work> work, Predicate<Account> also) {
    accounts.values().stream()
        .filter(account -> account.isDue() || also.test(account))
        .forEach(account -> work(work, account));
  }

  private static Work work(Map<AccountId, Work> all, Account account) {
    return all.computeIfAbsent(account.id(), id -> new Work(account, new ArrayList<>()));
  }

  private void forget() {
    try {
      store.forgetOld();
    } catch (RuntimeException e) {
      LOG.debugf("accounts that nobody uses were not removed: %s", e.getMessage());
    }
    long now = System.nanoTime();
    accounts
        .keySet()
        .forEach(
            id ->
                accounts.computeIfPresent(
                    id, (same, account) -> account.isForgettable(now) ? null : account));
  }

  /** In one order on all replicas, so that none waits for another that waits for it. */
  private void settle(Map<AccountId, Work> work) {
    List<AccountId> ids = work.keySet().stream().sorted(IN_ORDER).toList();
    for (int from = 0; from < ids.size(); from += MAX_ACCOUNTS) {
      settle(ids.subList(from, Math.min(ids.size(), from + MAX_ACCOUNTS)), work);
    }
  }

  private void settle(List<AccountId> ids, Map<AccountId, Work> work) {
    List<Settling> settlings = new ArrayList<>();
    List<Ruling> rulings = new ArrayList<>();
    try {
      store.settle(
          ids,
          (id, stored, now) -> {
            Settling settling = work.get(id).account().settling(node.value());
            Ledger ledger = settling.begin(stored, now);
            work.get(id).openings().forEach(opening -> rulings.add(rule(ledger, opening)));
            settlings.add(settling);
            return ledger.usage();
          });
      settlings.forEach(Settling::done);
      rulings.forEach(Limits::tell);
      heal();
    } catch (RuntimeException | Error e) {
      miss(e);
      ids.stream()
          .flatMap(id -> work.get(id).openings().stream())
          .forEach(opening -> opening.answer().completeExceptionally(e));
    }
  }

  private static Ruling rule(Ledger ledger, Opening opening) {
    return new Ruling(
        opening, ledger.open(opening.limits()).map(Admission.Refused::new).orElse(null));
  }

  private static void tell(Ruling ruling) {
    Opening opening = ruling.opening();
    opening
        .answer()
        .complete(
            ruling.refused() == null
                ? new Admission.Granted(opening.account().opened())
                : ruling.refused());
  }

  private void miss(Throwable e) {
    if (!away) {
      away = true;
      LOG.warnf(
          "the use of limits cannot be settled, refusing tunnels whose policies count: %s",
          e.getMessage());
    }
  }

  private void heal() {
    if (away) {
      away = false;
      LOG.info("the use of limits is settled again");
    }
  }

  /** What a client is told while the store is away. */
  public static Refusal unavailable() {
    return Refusal.of(
        RefusalReason.LIMITS_UNAVAILABLE, "what the policy's limits leave cannot be told now");
  }
}
