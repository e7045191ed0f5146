package io.sekisho.listener;

import io.sekisho.limit.Admission;
import io.sekisho.limit.Limits;
import io.sekisho.limit.Slot;
import io.sekisho.policy.Decision;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a passage holds of its user's account, until its tunnel takes it over. On one event loop.
 */
final class Place {

  private final Limits limits;
  private final Duration patience;
  private final ContextInternal context;
  private Slot slot;

  /**
   * @param patience how long asking for a place may take
   */
  Place(Limits limits, Duration patience, ContextInternal context) {
    this.limits = limits;
    this.patience = patience;
    this.context = context;
  }

  /** Takes one by a policy's leave, in place of one by another's; fails with {@link Refused}. */
  Future<Void> take(String user, Decision.Allowed allowed) {
    if (slot != null && slot.policy().equals(allowed.policy())) {
      return context.succeededFuture();
    }
    CompletableFuture<Admission> asked =
        limits.admit(allowed.policy(), user, allowed.limits()).toCompletableFuture();
    CompletableFuture<Admission> answer =
        asked.isDone() ? asked : asked.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    return Future.fromCompletionStage(answer, context)
        .recover(
            failure -> {
              asked.thenAccept(Place::grantedTooLate);
              return Future.failedFuture(Refused.because(Limits.unavailable()));
            })
        .compose(this::answered);
  }

  private Future<Void> answered(Admission admission) {
    giveBack();
    if (admission instanceof Admission.Granted granted) {
      slot = granted.slot();
      return context.succeededFuture();
    }
    return Future.failedFuture(Refused.because(((Admission.Refused) admission).refusal()));
  }

  private static void grantedTooLate(Admission admission) {
    if (admission instanceof Admission.Granted granted) {
      granted.slot().release();
    }
  }

  /** What was taken. */
  Slot slot() {
    return slot;
  }

  /** No tunnel comes of it. */
  void giveBack() {
    if (slot != null) {
      slot.release();
      slot = null;
    }
  }
}
