package io.sekisho.operation;

import io.sekisho.store.LogFollowing;
import io.sekisho.store.WatchKeeper;
import io.sekisho.stream.AuditStream;
import io.sekisho.stream.AuditStreams;
import io.sekisho.watch.LogWatcher;
import io.sekisho.webhook.AlertDelivery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Everything that goes along with the audit log as it grows: the watch, and the streams. */
@ApplicationScoped
class LogFollowers {

  private final LogFollowing following;
  private final LogWatcher watcher;
  private final WatchKeeper watchKeeper;
  private final AlertDelivery delivery;
  private final AuditStreams streams;
  private final StreamLag streamLag;
  private List<AuditStream> leaving = List.of();

  LogFollowers(
      LogFollowing following,
      LogWatcher watcher,
      WatchKeeper watchKeeper,
      AlertDelivery delivery,
      AuditStreams streams,
      StreamLag streamLag) {
    this.following = following;
    this.watcher = watcher;
    this.watchKeeper = watchKeeper;
    this.delivery = delivery;
    this.streams = streams;
    this.streamLag = streamLag;
  }

  /**
   * Reads the keys; opens nothing.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  void prepare() {
    leaving = streams.all();
  }

  void start() {
    if (watcher.isEnabled()) {
      following.leadWatcher(watcher);
    }
    watchKeeper.start();
    delivery.start();
    leaving.forEach(following::lead);
    streamLag.start();
  }

  void stop() {
    streamLag.stop();
    following.stop();
    delivery.stop();
    watchKeeper.stop();
    streams.close();
  }
}
