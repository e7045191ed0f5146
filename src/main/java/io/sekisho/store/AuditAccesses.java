package io.sekisho.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.audit.RecordStamp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * Who has read the audit log. What is read is recorded before it is answered: if that fails, so
 * does the reading. Every method blocks.
 */
@ApplicationScoped
public class AuditAccesses {

  private static final Logger LOG = Logger.getLogger(AuditAccesses.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String INSERT =
      """
      insert into audit_access (access_id, kind, accessed_at, user_name, subject, issuer, call,
        parameters, format, row_count, complete)
      values (?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?)
      """;

  private static final String SEARCH =
      """
      select a.access_id, a.accessed_at, a.user_name, a.subject, a.issuer, a.call, a.parameters,
        a.format, coalesce(a.row_count, e.row_count), coalesce(a.complete, e.complete)
      from audit_access a
      left join audit_access e on a.kind = 'begun' and e.kind = 'ended'
        and e.access_id = a.access_id and e.accessed_at = a.accessed_at
      where a.kind <> 'ended'
        and a.user_name = coalesce(?, a.user_name)
        and a.accessed_at >= ? and a.accessed_at < ?
        and (a.accessed_at, a.access_id) < (?, ?)
      order by a.accessed_at desc, a.access_id desc
      limit ?
      """;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final AccessQuery.Position FROM_THE_NEWEST =
      new AccessQuery.Position(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

  private final EntityManager entities;
  private final RecordStamp stamp;

  AuditAccesses(EntityManager entities, RecordStamp stamp) {
    this.entities = entities;
    this.stamp = stamp;
  }

  /**
   * Records an access that is answered as a whole, in the transaction that reads if there is one.
   */
  @Transactional
  public void answered(Access access, long rows) {
    insert("answered", stamp.id(), stamp.now(), access, rows, true);
  }

  /** Records that an answer is about to stream. */
  @Transactional
  public BegunAccess begin(Access access) {
    BegunAccess begun = new BegunAccess(stamp.id(), stamp.now());
    insert("begun", begun.id(), begun.time(), access, null, null);
    return begun;
  }

  /** Records how much was streamed. That something was is recorded already, so this may fail. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  void end(BegunAccess begun, long rows, boolean complete) {
    insert("ended", begun.id(), begun.time(), null, rows, complete);
  }

  /** What may stream its answer. */
  interface Streaming {
    /** Answers how many rows there were, or fewer if it was cut off. */
    void to(Count count);
  }

  /** How far a streamed answer has come. */
  static final class Count {
    private long rows;
    private boolean complete;

    void row() {
      rows++;
    }

    void completeUnless(Reading reading) {
      complete = !reading.isCancelled();
    }
  }

  /** Streams an answer and records what became of it. */
  void stream(BegunAccess begun, Streaming streaming) {
    Count count = new Count();
    try {
      streaming.to(count);
    } finally {
      try {
        end(begun, count.rows, count.complete);
      } catch (RuntimeException e) {
        LOG.warnf("how much access %s has read is not recorded: %s", begun.id(), e.getMessage());
      }
    }
  }

  /** A page of accesses, newest first; this is one itself. Answers one more than the limit. */
  @Transactional
  public List<RecordedAccess> search(Access access, AccessQuery query) {
    List<RecordedAccess> found =
        entities.unwrap(Session.class).doReturningWork(connection -> find(connection, query));
    answered(access, Math.min(found.size(), query.limit()));
    return found;
  }

  private static List<RecordedAccess> find(Connection connection, AccessQuery query)
      throws SQLException {
    AuditLog.prepare(connection);
    AccessQuery.Position after = query.after().orElse(FROM_THE_NEWEST);
    try (PreparedStatement statement = connection.prepareStatement(SEARCH)) {
      statement.setString(1, query.user().orElse(null));
      statement.setObject(2, utc(query.from().orElse(EARLIEST)));
      statement.setObject(3, utc(query.to().orElse(FROM_THE_NEWEST.time())));
      statement.setObject(4, utc(after.time()));
      statement.setObject(5, after.access());
      statement.setInt(6, query.limit() + 1);
      List<RecordedAccess> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(access(rows));
        }
      }
      return found;
    }
  }

  private static RecordedAccess access(ResultSet row) throws SQLException {
    return new RecordedAccess(
        row.getObject(1, UUID.class),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        parameters(row.getString(7)),
        row.getString(8),
        row.getObject(9, Long.class),
        row.getObject(10, Boolean.class));
  }

  private void insert(
      String kind, UUID id, Instant time, Access access, Long rows, Boolean complete) {
    entities
        .unwrap(Session.class)
        .doWork(
            connection -> {
              try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setObject(1, id);
                insert.setString(2, kind);
                insert.setObject(3, utc(time));
                insert.setString(4, access == null ? null : access.reader().user());
                insert.setString(5, access == null ? null : access.reader().subject());
                insert.setString(6, access == null ? null : access.reader().issuer());
                insert.setString(7, access == null ? null : access.call());
                insert.setString(8, access == null ? null : json(access.parameters()));
                insert.setString(9, access == null ? null : access.format());
                insert.setObject(10, rows);
                insert.setObject(11, complete);
                insert.executeUpdate();
              }
            });
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static String json(Map<String, Object> parameters) {
    Map<String, Object> storable = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) ->
            storable.put(
                name, value instanceof String text ? AuditRecordMapping.clean(text) : value));
    try {
      return JSON.writeValueAsString(storable);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters that are no JSON", e);
    }
  }

  private static Map<String, Object> parameters(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not what was recorded", e);
    }
  }
}
