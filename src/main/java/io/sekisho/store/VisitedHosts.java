package io.sekisho.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agroal.api.AgroalDataSource;
import io.sekisho.watch.Acquaintances;
import io.sekisho.watch.PastUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who went where before, in the table {@code watch_visit}. */
@ApplicationScoped
public class VisitedHosts implements Acquaintances {

  /** So old may be what the table says of a last visit: so most visits write nothing. */
  private static final Duration STALE = Duration.ofHours(12);

  private static final int MAX_WRITTEN = 100_000;

  private static final String LEARN =
      """
      insert into watch_visit as v (user_name, host, first_seen, last_seen)
      select * from unnest(?, ?, ?, ?)
      on conflict (user_name, host) do update set
        first_seen = least(v.first_seen, excluded.first_seen),
        last_seen = greatest(v.last_seen, excluded.last_seen)
      where excluded.first_seen < v.first_seen or excluded.last_seen > v.last_seen
      """;

  private static final String OF =
      """
      select (select min(first_seen) from watch_visit where user_name = ?), first_seen,
        (select count(*) from (select 1 from watch_visit where host = ? limit 100) as users)
      from watch_visit where user_name = ? and host = ?
      """;

  private record Way(String user, String host) {}

  private final AgroalDataSource dataSource;
  private final WatchKeeper log;
  private final Cache<Way, Visit> written =
      Caffeine.newBuilder().maximumSize(MAX_WRITTEN).executor(Runnable::run).build();

  VisitedHosts(AgroalDataSource dataSource, WatchKeeper log) {
    this.dataSource = dataSource;
    this.log = log;
  }

  @Override
  public void learn(Collection<Visit> visits) {
    List<Visit> news = visits.stream().filter(this::isNews).toList();
    if (news.isEmpty()) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(LEARN)) {
      insert.setArray(1, connection.createArrayOf("text", column(news, Visit::user)));
      insert.setArray(2, connection.createArrayOf("text", column(news, Visit::host)));
      insert.setArray(
          3, connection.createArrayOf("timestamptz", column(news, visit -> utc(visit.first()))));
      insert.setArray(
          4, connection.createArrayOf("timestamptz", column(news, visit -> utc(visit.last()))));
      insert.executeUpdate();
    } catch (SQLException e) {
      String message = "visits could not be remembered";
      // Of what is left out a host is new to nobody later; so it is tried again.
      throw StoreFailures.isCancelled(e)
          ? new PastUnavailable(message, e)
          : StoreFailures.ofThePast(message, e);
    }
    news.forEach(visit -> written.put(new Way(visit.user(), visit.host()), visit));
  }

  private boolean isNews(Visit visit) {
    Visit known = written.getIfPresent(new Way(visit.user(), visit.host()));
    return known == null
        || visit.first().isBefore(known.first())
        || visit.last().isAfter(known.last().plus(STALE));
  }

  private static Object[] column(List<Visit> visits, Function<Visit, Object> value) {
    return visits.stream().map(value).toArray();
  }

  @Override
  public Optional<Acquaintance> of(String user, String host) {
    if (!log.isLearned()) {
      return Optional.empty();
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(OF)) {
      select.setString(1, user);
      select.setString(2, host);
      select.setString(3, user);
      select.setString(4, host);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Acquaintance(time(row, 1), time(row, 2), row.getInt(3)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw StoreFailures.ofThePast("visits cannot be read", e);
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
