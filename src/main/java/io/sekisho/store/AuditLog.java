package io.sekisho.store;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.audit.TunnelRecord;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.ScrollMode;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.NativeQuery;

/**
 * Reads the audit log. What is read for others than those whose it is, is recorded before it is
 * answered. Every method blocks.
 */
@ApplicationScoped
public class AuditLog {

  /** For what lies between an attempt and its opening, and for clocks that do not agree. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /**
   * Planned for what is asked this time, as a rare user and a frequent one are found in different
   * ways; no page is worth reading a month from end to end; and ended before the client has left.
   */
  private static final String FOR_ONE_PAGE =
      """
      set local plan_cache_mode = force_custom_plan;
      set local jit = off;
      set local enable_seqscan = off;
      set local statement_timeout = '15s'
      """;

  private static final int MAX_INTERIMS = 10_000;

  private final AuditRecordRepository repository;
  private final Interims interims;
  private final EntityManager entities;
  private final SessionFactory sessions;
  private final Readings readings;
  private final AuditAccesses accesses;
  private final Clock clock;
  private final Duration longest;

  AuditLog(
      AuditRecordRepository repository,
      Interims interims,
      EntityManager entities,
      SessionFactory sessions,
      Readings readings,
      AuditAccesses accesses,
      Clock clock,
      SekishoConfig config) {
    this.repository = repository;
    this.interims = interims;
    this.entities = entities;
    this.sessions = sessions;
    this.readings = readings;
    this.accesses = accesses;
    this.clock = clock;
    this.longest = config.tunnel().maxDuration().plus(MARGIN);
  }

  /** A search that takes longer than anybody waits for a page. */
  public static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong(Throwable cause) {
      super("the search takes too long", cause);
    }
  }

  /**
   * A page of attempts, newest first, joined with their ends; one more than its limit, if there is.
   *
   * @throws TooLong if it is not found within 15 seconds
   */
  @Transactional
  public List<RecordedTunnel> search(Access access, TunnelQuery query) {
    List<RecordedTunnel> found = page(TunnelSearch.of(query, openSince()), query.limit() + 1);
    accesses.answered(access, Math.min(found.size(), query.limit()));
    return found;
  }

  /**
   * A page of one caller's own attempts, one more than its limit, if there is. A name may be given
   * anew to somebody else; so the subject and the issuer must be the same, too.
   *
   * @throws TooLong if it is not found within 15 seconds
   */
  @Transactional
  public List<RecordedTunnel> searchOwn(Caller caller, TunnelQuery query) {
    if (!AuditRecordMapping.keepsNamesOf(caller)) {
      // What is recorded of them may be recorded of others as well.
      return List.of();
    }
    return page(TunnelSearch.of(query, openSince()).ownOf(caller), query.limit() + 1);
  }

  /**
   * How many of the attempts of one decision began in a span of time.
   *
   * @param at its beginning
   */
  public record Span(Instant at, String decision, long attempts) {}

  /**
   * How the attempts that a query finds are spread over time; spans without any are left out.
   *
   * @param query whose cursor and limit do not matter
   * @param origin where a span begins
   * @param width of a span, in whole seconds
   * @throws TooLong if it takes longer than 15 seconds
   */
  @Transactional
  public List<Span> histogram(Access access, TunnelQuery query, Instant origin, Duration width) {
    Session session = entities.unwrap(Session.class);
    session.doWork(AuditLog::prepare);
    TunnelSearch search = TunnelSearch.of(query.fromTheNewest(), openSince());
    NativeQuery<Object[]> counted = session.createNativeQuery(search.histogram(), Object[].class);
    search.bind(counted, Map.of("origin", origin, "width", Long.toString(width.toSeconds())));
    try {
      List<Span> spans =
          counted
              .addScalar("at", Instant.class)
              .addScalar("decision", String.class)
              .addScalar("count", Long.class)
              .getResultList()
              .stream()
              .map(row -> new Span((Instant) row[0], (String) row[1], (Long) row[2]))
              .toList();
      accesses.answered(access, spans.size());
      return spans;
    } catch (PersistenceException e) {
      throw StoreFailures.isCancelled(e) ? new TooLong(e) : e;
    }
  }

  /** One attempt with its end. */
  @Transactional
  public Optional<RecordedTunnel> read(Access access, UUID tunnel) {
    Optional<RecordedTunnel> found = find(tunnel);
    accesses.answered(access, found.isPresent() ? 1 : 0);
    return found;
  }

  /** The same for the application itself: it is not to be told to anybody. */
  @Transactional
  public Optional<RecordedTunnel> find(UUID tunnel) {
    return page(TunnelSearch.of(tunnel), 1).stream().findFirst();
  }

  /** The records of an attempt, in their order; of those in between at most the newest 10,000. */
  @Transactional
  public List<TunnelRecord> records(RecordedTunnel attempt) {
    return Stream.of(
            records("kind in ('refused', 'opened')", attempt),
            records("kind = 'interim'", attempt),
            records("kind = 'closed'", attempt))
        .flatMap(Function.identity())
        .sorted(Comparator.comparing(TunnelRecord::time).thenComparing(TunnelRecord::id))
        .toList();
  }

  /** By its kind, as every kind has an index of its own. */
  private Stream<TunnelRecord> records(String kind, RecordedTunnel attempt) {
    return repository
        .find(
            kind + " and tunnelId = ?1 and attemptedAt = ?2 order by recordedAt desc",
            attempt.id(),
            attempt.time())
        .page(0, MAX_INTERIMS)
        .stream()
        .map(
            row ->
                new TunnelRecord(
                    row.id,
                    row.kind,
                    row.recordedAt,
                    row.node,
                    row.reason,
                    row.bytesUp,
                    row.bytesDown,
                    row.closeReason));
  }

  /** Records that somebody is about to stream the log. */
  public BegunAccess begin(Access access) {
    return accesses.begin(access);
  }

  /**
   * All attempts that a query finds, newest first, one after the other, as they were when the
   * reading began. Its limit does not matter.
   *
   * @param access that it is read is recorded already
   * @param reading to end it early: then it returns, or fails
   * @param consumer what it throws ends the reading
   */
  public void stream(
      BegunAccess access, TunnelQuery query, Reading reading, Consumer<RecordedTunnel> consumer) {
    TunnelSearch search = TunnelSearch.of(query, openSince());
    accesses.stream(
        access,
        count ->
            readings.read(
                reading, connection -> stream(connection, search, reading, count, consumer)));
  }

  private void stream(
      Connection connection,
      TunnelSearch search,
      Reading reading,
      AuditAccesses.Count count,
      Consumer<RecordedTunnel> consumer) {
    try (Session session = sessions.withOptions().connection(connection).openSession();
        ScrollableResults<Object[]> rows =
            query(session, search, false)
                .setFetchSize(Readings.FETCH_SIZE)
                .scroll(ScrollMode.FORWARD_ONLY)) {
      while (!reading.isCancelled() && rows.next()) {
        consumer.accept(tunnel(rows.get(), Map.of()));
        count.row();
        session.clear();
      }
      count.completeUnless(reading);
    }
  }

  private List<RecordedTunnel> page(TunnelSearch search, int limit) {
    Session session = entities.unwrap(Session.class);
    session.doWork(AuditLog::prepare);
    try {
      return withInterims(
          query(session, search, search.isRanged() && isFew(session, search))
              .setMaxResults(limit)
              .getResultList());
    } catch (PersistenceException e) {
      throw StoreFailures.isCancelled(e) ? new TooLong(e) : e;
    }
  }

  /** Has a transaction search for one page. */
  static void prepare(Connection connection) throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(FOR_ONE_PAGE);
    }
  }

  static boolean isFew(Session session, TunnelSearch search) {
    NativeQuery<Long> count = session.createNativeQuery(search.count(), Long.class);
    search.bind(count);
    return count.getSingleResult() <= TunnelSearch.FEW;
  }

  private static NativeQuery<Object[]> query(Session session, TunnelSearch search, boolean few) {
    NativeQuery<Object[]> query =
        session
            .createNativeQuery(search.sql(few), Object[].class)
            .addEntity("a", AuditRecordEntity.class)
            .addEntity("e", AuditRecordEntity.class);
    search.bind(query);
    return query;
  }

  private Instant openSince() {
    return clock.instant().minus(longest);
  }

  /** Those that are open, with what they have carried so far. */
  private List<RecordedTunnel> withInterims(List<Object[]> rows) {
    Map<UUID, AuditRecordEntity> last =
        interims.lastOf(
            rows.stream()
                .filter(row -> row[1] == null)
                .map(row -> (AuditRecordEntity) row[0])
                .filter(attempt -> attempt.kind.equals(AuditRecordEntity.OPENED))
                .toList());
    return rows.stream().map(row -> tunnel(row, last)).toList();
  }

  private static RecordedTunnel tunnel(Object[] row, Map<UUID, AuditRecordEntity> interim) {
    AuditRecordEntity attempt = (AuditRecordEntity) row[0];
    return tunnel(
        attempt,
        Optional.ofNullable((AuditRecordEntity) row[1])
            .or(() -> Optional.ofNullable(interim.get(attempt.tunnelId))));
  }

  /**
   * @param end the end, or what was recorded last before it
   */
  static RecordedTunnel tunnel(AuditRecordEntity row, Optional<AuditRecordEntity> end) {
    Instant openedAt = row.kind.equals(AuditRecordEntity.OPENED) ? row.recordedAt : null;
    return new RecordedTunnel(
        row.tunnelId,
        row.attemptedAt,
        row.decision,
        row.status,
        row.error,
        row.reason == null ? end.map(closed -> closed.reason).orElse(null) : row.reason,
        row.userName,
        row.subject,
        row.issuer,
        row.groups == null ? List.of() : List.of(row.groups),
        ServiceAccounts.of(row.serviceAccount, row.userName).orElse(null),
        text(row.clientAddress),
        row.userAgent,
        row.listener,
        row.protocol,
        row.host,
        row.port,
        text(row.address),
        row.dialled,
        row.policy,
        row.policyVersion,
        Boolean.TRUE.equals(row.wouldDeny),
        Boolean.FALSE.equals(row.wouldDeny),
        row.reportPolicy,
        openedAt,
        end.filter(last -> last.kind.equals(AuditRecordEntity.CLOSED))
            .map(closed -> closed.recordedAt)
            .orElse(null),
        end.map(closed -> closed.bytesUp).orElse(null),
        end.map(closed -> closed.bytesDown).orElse(null),
        end.map(closed -> closed.closeReason).orElse(null),
        end.map(closed -> closed.sni).orElse(null),
        end.map(closed -> closed.alpn).map(List::of).orElse(null),
        end.map(closed -> closed.tlsVersion).orElse(null),
        end.map(closed -> closed.ja4).orElse(null),
        end.map(closed -> closed.ech).orElse(null),
        row.node,
        row.pass);
  }

  private static String text(InetAddress address) {
    return address == null ? null : Host.format(address);
  }
}
