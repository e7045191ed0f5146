package io.sekisho.policy;

import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The newest snapshot that the store delivered, as long as it is fresh enough to be relied on. The
 * feed in {@link io.sekisho.store} writes it, every decision reads it.
 */
@ApplicationScoped
public class CurrentPolicies {

  private final Duration maxStaleness;
  private final List<Consumer<PolicySnapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Held held;

  CurrentPolicies(SekishoConfig config) {
    this.maxStaleness = config.policy().maxStaleness();
  }

  /** The snapshot to decide on; empty if there is none or the store has been away for too long. */
  public Optional<PolicySnapshot> usable() {
    Held now = held;
    return now == null || age(now).compareTo(maxStaleness) > 0
        ? Optional.empty()
        : Optional.of(now.snapshot());
  }

  /** The newest snapshot, however old. */
  public Optional<PolicySnapshot> newest() {
    return Optional.ofNullable(held).map(Held::snapshot);
  }

  /** How long ago the store last confirmed the snapshot; empty if there is none. */
  public Optional<Duration> age() {
    return Optional.ofNullable(held).map(this::age);
  }

  /** Takes over a new snapshot and tells those who follow. */
  public void replace(PolicySnapshot snapshot) {
    held = new Held(snapshot, System.nanoTime());
    listeners.forEach(listener -> listener.accept(snapshot));
  }

  /** Notes that the store has confirmed the snapshot at hand as the newest. */
  public void confirm() {
    Held now = held;
    if (now != null) {
      held = new Held(now.snapshot(), System.nanoTime());
    }
  }

  /** Follows changes; the listener is called on the feed's thread and must not block. */
  public void onChange(Consumer<PolicySnapshot> listener) {
    listeners.add(listener);
  }

  private Duration age(Held now) {
    // Not by the wall clock: a step back would stretch the bound.
    return Duration.ofNanos(System.nanoTime() - now.confirmedNanos());
  }

  private record Held(PolicySnapshot snapshot, long confirmedNanos) {}
}
