package io.sekisho.identity.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;

/**
 * The keys of one issuer: fetched when first needed, then again in the background when they are
 * old, and when a token names one that is not among them. At any time at most one fetch is under
 * way, and after it there is a pause, so that no flood of tokens becomes a flood of fetches.
 */
final class IssuerKeys {

  private static final Logger LOG = Logger.getLogger(IssuerKeys.class);

  /**
   * @param refresh the age at which keys are fetched again while they serve on
   * @param maxStaleness the age at which they serve no more
   * @param pause from one fetch to the next; a rotated key is known after it at the latest
   * @param pauseAfterFailure the same after a fetch that failed
   */
  record Limits(
      Duration refresh, Duration maxStaleness, Duration pause, Duration pauseAfterFailure) {}

  /** What was fetched in one go. */
  record KeySet(List<JsonWebKey> keys, Instant fetched) {

    KeySet {
      keys = List.copyOf(keys);
    }
  }

  private final String name;
  private final KeySource source;
  private final Limits limits;
  private final Clock clock;

  // Guarded by this; nothing that takes time is done inside.
  private KeySet known;
  private CompletableFuture<KeySet> running;
  private Instant begun;
  private boolean failing;

  IssuerKeys(String name, KeySource source, Limits limits, Clock clock) {
    this.name = name;
    this.source = source;
    this.limits = limits;
    this.clock = clock;
  }

  /** The keys to go by; fails if there are none and none can be had. */
  CompletionStage<KeySet> current() {
    Instant now = clock.instant();
    CompletableFuture<KeySet> fetch;
    boolean begin;
    KeySet usable;
    synchronized (this) {
      usable = known != null && age(known, now).compareTo(limits.maxStaleness()) < 0 ? known : null;
      boolean wanted = usable == null || age(usable, now).compareTo(limits.refresh()) >= 0;
      begin = wanted && mayBegin(now);
      if (begin) {
        begin(now);
      }
      fetch = running;
    }
    if (begin) {
      fetch(fetch);
    }
    if (usable != null) {
      return CompletableFuture.completedFuture(usable);
    }
    return fetch == null ? unavailable() : fetch.copy();
  }

  /**
   * Keys that are newer than these, in which one was missed.
   *
   * @return empty if it is too early to ask the issuer again; fails if it does not answer
   */
  CompletionStage<Optional<KeySet>> newerThan(KeySet seen) {
    Instant now = clock.instant();
    CompletableFuture<KeySet> fetch;
    boolean begin;
    synchronized (this) {
      if (known != seen) {
        return CompletableFuture.completedFuture(Optional.ofNullable(known));
      }
      begin = mayBegin(now);
      if (begin) {
        begin(now);
      }
      fetch = running;
      if (fetch == null && !failing) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
    }
    if (begin) {
      fetch(fetch);
    }
    return fetch == null ? unavailable() : fetch.thenApply(Optional::of);
  }

  private boolean mayBegin(Instant now) {
    if (running != null) {
      return false;
    }
    Duration since = begun == null ? null : Duration.between(begun, now);
    Duration pause = failing ? limits.pauseAfterFailure() : limits.pause();
    // A clock that was set back must not make the pause longer.
    return since == null || since.isNegative() || since.compareTo(pause) >= 0;
  }

  private void begin(Instant now) {
    begun = now;
    running = new CompletableFuture<>();
  }

  private void fetch(CompletableFuture<KeySet> result) {
    CompletionStage<List<JsonWebKey>> answer;
    try {
      answer = source.fetch();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete((keys, failure) -> finished(result, keys, failure));
  }

  private void finished(
      CompletableFuture<KeySet> result, List<JsonWebKey> keys, Throwable failure) {
    boolean changed;
    KeySet fetched = failure == null ? new KeySet(keys, clock.instant()) : null;
    synchronized (this) {
      changed = failing != (failure != null);
      failing = failure != null;
      running = null;
      if (fetched != null) {
        known = fetched;
      }
    }
    if (changed) {
      tell(failure);
    }
    if (fetched != null) {
      result.complete(fetched);
    } else {
      result.completeExceptionally(failure);
    }
  }

  /** Once when it begins and once when it ends, not for every request in between. */
  private void tell(Throwable failure) {
    if (failure == null) {
      LOG.infof("issuer %s: its keys can be fetched again", name);
    } else {
      LOG.warnf(
          "issuer %s: its keys cannot be fetched: %s (sekisho.identity.issuers.%s)",
          name, reason(failure), name);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof KeySource.Failure known) {
      return known.getMessage();
    }
    return cause instanceof TimeoutException
        ? "no answer in time"
        : cause.getClass().getSimpleName();
  }

  private static Duration age(KeySet keys, Instant now) {
    return Duration.between(keys.fetched(), now);
  }

  private static <T> CompletionStage<T> unavailable() {
    return CompletableFuture.failedFuture(new KeySource.Failure("the issuer did not answer"));
  }
}
