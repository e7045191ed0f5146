package io.sekisho.store;

import io.sekisho.tunnel.KillOrder;
import io.sekisho.tunnel.Kills;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Follows the kill orders: each one once, in their order, from when this node started. */
@ApplicationScoped
class KillFollower implements Followed {

  private static final int BATCH = 1_000;
  private static final String NEXT =
      "select id, tunnel_id, user_name, reason, ordered_by, ordered_at,"
          + " clock_timestamp() as database_now"
          + " from kill_order where id > ? and kind in ('tunnel', 'user', 'all')"
          + " order by id limit "
          + BATCH;

  private final Kills kills;
  private final Clock clock;
  private Optional<Long> last = Optional.empty();

  KillFollower(Kills kills, Clock clock) {
    this.kills = kills;
    this.clock = clock;
  }

  @Override
  public String channel() {
    return "sekisho_kill";
  }

  @Override
  public void catchUp(Connection session) throws SQLException {
    if (last.isEmpty()) {
      // No tunnel is open yet that an older order could be about.
      last = Optional.of(newest(session));
    }
    List<KillOrder> orders;
    do {
      orders = next(session, last.get());
      for (KillOrder order : orders) {
        kills.obey(order);
        last = Optional.of(order.id());
      }
    } while (orders.size() == BATCH);
  }

  private static long newest(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery("select coalesce(max(id), 0) from kill_order")) {
      result.next();
      return result.getLong(1);
    }
  }

  private List<KillOrder> next(Connection session, long behind) throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(NEXT)) {
      statement.setLong(1, behind);
      Instant asked = clock.instant();
      try (ResultSet rows = statement.executeQuery()) {
        Instant answered = clock.instant();
        List<KillOrder> orders = new ArrayList<>();
        while (rows.next()) {
          orders.add(order(rows, new ClockReading(asked, time(rows, "database_now"), answered)));
        }
        return orders;
      }
    }
  }

  private static KillOrder order(ResultSet row, ClockReading reading) throws SQLException {
    return new KillOrder(
        row.getLong("id"),
        selector(row),
        Optional.ofNullable(row.getString("reason")),
        row.getString("ordered_by"),
        reading.local(time(row, "ordered_at")));
  }

  private static KillOrder.Selector selector(ResultSet row) throws SQLException {
    UUID tunnel = row.getObject("tunnel_id", UUID.class);
    if (tunnel != null) {
      return new KillOrder.One(tunnel);
    }
    String user = row.getString("user_name");
    return user == null ? new KillOrder.Everything() : new KillOrder.OfUser(user);
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
