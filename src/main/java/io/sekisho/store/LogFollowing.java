package io.sekisho.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.sekisho.audit.LogFollower;
import io.sekisho.config.NodeName;
import io.sekisho.watch.WatchedRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Leads followers through the log. Every replica would; of those, one at a time does for each
 * follower, and another one goes on from where it was if that one dies.
 */
@ApplicationScoped
public class LogFollowing {

  private final AgroalDataSource dataSource;
  private final String holder;
  private final List<LogGuide<?>> guides = new CopyOnWriteArrayList<>();

  LogFollowing(AgroalDataSource dataSource, NodeName node) {
    this.dataSource = dataSource;
    this.holder = node.value() + '/' + UUID.randomUUID();
  }

  /**
   * Why a follower does not go on.
   *
   * @param since when it first failed
   */
  public record Failure(Instant since, String cause) {}

  /**
   * Where a follower stands.
   *
   * @param leader the replica that leads it; empty if none does at the moment
   * @param positions how far it has come in each chain that is not done
   * @param waiting records that it was not shown yet
   * @param failure why it does not go on
   */
  public record Standing(
      String follower,
      Optional<String> leader,
      Map<Long, Long> positions,
      long waiting,
      Optional<Failure> failure) {}

  /** Leads a follower from now on, in a thread of its own, and shows it whole records. */
  public void lead(LogFollower<ObjectNode> follower) {
    lead(follower, new WholeRecords());
  }

  /** Likewise, and shows it what the watch looks at. */
  public void leadWatcher(LogFollower<WatchedRecord> follower) {
    lead(follower, new WatchedRecords());
  }

  private <E> void lead(LogFollower<E> follower, LogShape<E> shape) {
    LogGuide<E> guide = new LogGuide<>(dataSource, follower, shape, holder);
    guides.add(guide);
    guide.start();
  }

  /** Leads nobody any more; what is being shown now may be shown again, by another replica. */
  public void stop() {
    guides.forEach(LogGuide::stop);
  }

  /** Where those stand that this replica would lead; blocks. */
  public List<Standing> standings() {
    try (Connection connection = dataSource.getConnection()) {
      List<Standing> standings = new ArrayList<>();
      for (LogGuide<?> guide : guides) {
        standings.add(LogStandings.standing(connection, guide.follower().name()));
      }
      return standings;
    } catch (SQLException e) {
      throw new IllegalStateException("the positions cannot be read", e);
    }
  }

  /** The replica of a holder. */
  static String node(String holder) {
    return holder.substring(0, holder.lastIndexOf('/'));
  }
}
