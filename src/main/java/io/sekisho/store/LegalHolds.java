package io.sekisho.store;

import io.sekisho.audit.RecordStamp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * What must be kept however old it is. Whoever looks at holds learns who is looked into, so that is
 * recorded like a reading of the log. Every method blocks.
 */
@ApplicationScoped
public class LegalHolds {

  /** The one that months are dropped under: what is held is the same from signing to dropping. */
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0))";

  private static final String ADD =
      """
      insert into audit_hold (id, case_name, reason, users, hosts, tunnels, attempted_from,
        attempted_to, created_at, created_by, created_by_subject, created_by_issuer)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String RELEASE =
      """
      insert into audit_hold_release (hold, reason, released_at, released_by, released_by_subject,
        released_by_issuer)
      values (?, ?, ?, ?, ?, ?) on conflict do nothing
      """;

  private static final String SELECT =
      """
      select h.id, h.case_name, h.reason, h.users, h.hosts, h.tunnels, h.attempted_from,
        h.attempted_to, h.created_at, h.created_by, r.released_at, r.released_by, r.reason
      from audit_hold h left join audit_hold_release r on r.hold = h.id
      """;

  private static final String PAGE =
      SELECT
          + """
          where h.case_name = coalesce(?, h.case_name)
            and (r.hold is null) = coalesce(?, r.hold is null)
            and h.id < ? order by h.id desc limit ?
          """;

  private static final UUID NEWEST = new UUID(-1, -1);

  private final EntityManager entities;
  private final AuditAccesses accesses;
  private final RecordStamp stamp;

  LegalHolds(EntityManager entities, AuditAccesses accesses, RecordStamp stamp) {
    this.entities = entities;
    this.accesses = accesses;
    this.stamp = stamp;
  }

  /**
   * What shall be held; see {@link LegalHold}.
   *
   * @param caseName storable text, as the reason, the users and the hosts
   */
  public record Wish(
      String caseName,
      String reason,
      List<String> users,
      List<String> hosts,
      List<UUID> tunnels,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /**
   * Which ones are looked for.
   *
   * @param inForce empty for both kinds
   * @param after the last one of the page before
   */
  public record Query(
      Optional<String> caseName, Optional<Boolean> inForce, Optional<UUID> after, int limit) {}

  /**
   * Places one; from then on nothing of it is dropped.
   *
   * @throws Objection if a month is being dropped right now
   */
  @Transactional
  public LegalHold place(ChangeAuthor author, Wish wish) {
    UUID id = stamp.id();
    Instant now = stamp.now();
    session()
        .doWork(
            connection -> {
              whileNothingIsDropped(connection);
              add(connection, id, now, author, wish);
            });
    return find(id).orElseThrow();
  }

  /**
   * Releases one: what it alone has kept goes when the retention looks next.
   *
   * @throws Objection if there is none, it was released before, or a month is being dropped right
   *     now
   */
  @Transactional
  public LegalHold release(ChangeAuthor author, UUID id, String reason) {
    if (find(id).isEmpty()) {
      throw new Objection(Objection.Kind.MISSING, "there is no such hold");
    }
    boolean released =
        session()
            .doReturningWork(
                connection -> {
                  whileNothingIsDropped(connection);
                  try (PreparedStatement insert = connection.prepareStatement(RELEASE)) {
                    insert.setObject(1, id);
                    insert.setString(2, reason);
                    insert.setObject(3, utc(stamp.now()));
                    insert.setString(4, author.user());
                    insert.setString(5, author.subject());
                    insert.setString(6, author.issuer());
                    return insert.executeUpdate() == 1;
                  }
                });
    if (!released) {
      throw new Objection(Objection.Kind.CONFLICT, "it is released already");
    }
    return find(id).orElseThrow();
  }

  /** A page of them, newest first; one more than the limit, if there is. */
  @Transactional
  public List<LegalHold> search(Access access, Query query) {
    List<LegalHold> found =
        session()
            .doReturningWork(
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
                    statement.setString(1, query.caseName().orElse(null));
                    statement.setObject(2, query.inForce().orElse(null), Types.BOOLEAN);
                    statement.setObject(3, query.after().orElse(NEWEST));
                    statement.setInt(4, query.limit() + 1);
                    return holds(statement);
                  }
                });
    accesses.answered(access, Math.min(found.size(), query.limit()));
    return found;
  }

  /** One of them. */
  @Transactional
  public Optional<LegalHold> read(Access access, UUID id) {
    Optional<LegalHold> found = find(id);
    accesses.answered(access, found.isPresent() ? 1 : 0);
    return found;
  }

  private Optional<LegalHold> find(UUID id) {
    return session()
        .doReturningWork(
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(SELECT + "where h.id = ?")) {
                statement.setObject(1, id);
                return holds(statement).stream().findFirst();
              }
            });
  }

  private static void whileNothingIsDropped(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        ResultSet row = lock.executeQuery()) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new Objection(
            Objection.Kind.CONFLICT, "a month is being dropped right now; try again in a minute");
      }
    }
  }

  private static void add(
      Connection connection, UUID id, Instant now, ChangeAuthor author, Wish wish)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setObject(1, id);
      insert.setString(2, wish.caseName());
      insert.setString(3, wish.reason());
      insert.setArray(4, connection.createArrayOf("text", wish.users().toArray()));
      insert.setArray(5, connection.createArrayOf("text", wish.hosts().toArray()));
      insert.setArray(6, connection.createArrayOf("uuid", wish.tunnels().toArray()));
      insert.setObject(7, wish.from().map(LegalHolds::utc).orElse(null));
      insert.setObject(8, wish.to().map(LegalHolds::utc).orElse(null));
      insert.setObject(9, utc(now));
      insert.setString(10, author.user());
      insert.setString(11, author.subject());
      insert.setString(12, author.issuer());
      insert.executeUpdate();
    }
  }

  private static List<LegalHold> holds(PreparedStatement statement) throws SQLException {
    List<LegalHold> holds = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        holds.add(
            new LegalHold(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                List.of((String[]) row.getArray(4).getArray()),
                List.of((String[]) row.getArray(5).getArray()),
                List.of((UUID[]) row.getArray(6).getArray()),
                time(row, 7),
                time(row, 8),
                time(row, 9),
                row.getString(10),
                time(row, 11),
                row.getString(12),
                row.getString(13)));
      }
    }
    return holds;
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private Session session() {
    return entities.unwrap(Session.class);
  }
}
