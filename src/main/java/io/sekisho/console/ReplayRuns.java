package io.sekisho.console;

import io.sekisho.api.Accesses;
import io.sekisho.api.Authors;
import io.sekisho.api.HeldReading;
import io.sekisho.api.Period;
import io.sekisho.api.Replays;
import io.sekisho.store.Access;
import io.sekisho.store.AuditLog;
import io.sekisho.store.AuditSummaries;
import io.sekisho.store.AuditSummary;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.ChangeAuthor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Replays in the background, and for a while what they found, for whoever started them and on this
 * replica only. Of the places for replays they take those that the API takes.
 */
@ApplicationScoped
class ReplayRuns {

  private static final Logger LOG = Logger.getLogger(ReplayRuns.class);

  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final int MAX_RUNS = 8;
  private static final int MAX_RUNS_OF_ONE = 2;

  private final Replays replays;
  private final AuditSummaries summaries;
  private final Accesses accesses;
  private final Authors authors;

  /** The oldest first. */
  private final Map<UUID, ReplayRun> runs = new LinkedHashMap<>();

  ReplayRuns(Replays replays, AuditSummaries summaries, Accesses accesses, Authors authors) {
    this.replays = replays;
    this.summaries = summaries;
    this.accesses = accesses;
    this.authors = authors;
  }

  /**
   * Starts one of the current caller; that it reads the log is recorded first.
   *
   * @param call method and path, for that record
   * @return its id; empty if others are under way
   */
  Optional<UUID> start(String call, Replays.Question question) {
    return replays.hold().map(held -> start(call, question, held));
  }

  private UUID start(String call, Replays.Question question, HeldReading held) {
    try {
      ReplayRun run = new ReplayRun(authors.current(), question, held);
      BegunAccess begun = replays.begin(call, question, "html");
      Access counted =
          accesses.of(
              call,
              Map.of(
                  "from", question.period().from().toString(),
                  "to", question.period().to().toString()),
              "html");
      Thread worker = new Thread(() -> work(run, question, begun, counted), "sekisho-replay");
      worker.setDaemon(true);
      keep(run);
      worker.start();
      return run.id();
    } catch (RuntimeException | Error e) {
      held.close();
      throw e;
    }
  }

  /** One of the current caller. */
  synchronized Optional<ReplayRun> find(UUID id) {
    ChangeAuthor caller = authors.current();
    return Optional.ofNullable(runs.get(id)).filter(run -> run.isOwnedBy(caller));
  }

  /** Nobody will look at what they find. */
  @PreDestroy
  void cancelAll() {
    List<ReplayRun> left;
    synchronized (this) {
      left = new ArrayList<>(runs.values());
    }
    left.stream().filter(run -> run.state() == ReplayRun.State.RUNNING).forEach(ReplayRuns::cancel);
  }

  private static void cancel(ReplayRun run) {
    try {
      run.cancel();
    } catch (RuntimeException e) {
      LOG.debugf("a replay ends later: %s", e.getMessage());
    }
  }

  private synchronized void keep(ReplayRun run) {
    ChangeAuthor owner = authors.current();
    dropOldest(MAX_RUNS_OF_ONE, one -> one.isOwnedBy(owner));
    dropOldest(MAX_RUNS, one -> true);
    runs.put(run.id(), run);
  }

  /** Makes room for one more; those that run are not dropped, and there are few. */
  private void dropOldest(int most, Predicate<ReplayRun> which) {
    List<ReplayRun> kept = runs.values().stream().filter(which).toList();
    kept.stream()
        .filter(run -> run.state() != ReplayRun.State.RUNNING)
        .limit(Math.max(0, kept.size() - most + 1))
        .forEach(run -> runs.remove(run.id()));
  }

  private synchronized void drop(UUID id) {
    runs.remove(id);
  }

  private void work(ReplayRun run, Replays.Question question, BegunAccess begun, Access counted) {
    try {
      run.expect(attempts(run.period(), counted));
      run.end(replays.run(begun, question, run.held().reading(), run::count, run::keep));
    } catch (RuntimeException | Error e) {
      run.fail();
      if (run.state() == ReplayRun.State.FAILED) {
        LOG.warnf("a replay broke off: %s", e.getMessage());
      }
    } finally {
      // Only now: a reading that is closed counts as cancelled.
      run.held().close();
      UUID id = run.id();
      CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> drop(id));
    }
  }

  /** All in that time, also those that no policy decided on; 0 if it takes too long to tell. */
  private long attempts(Period period, Access access) {
    try {
      AuditSummary.Sums all =
          summaries
              .read(
                  access,
                  AuditSummary.By.HOUR,
                  period.from(),
                  period.to(),
                  AuditSummary.Order.TUNNELS,
                  1)
              .totals();
      return all.tunnels() + all.denials() + all.errors();
    } catch (AuditLog.TooLong e) {
      return 0;
    }
  }
}
