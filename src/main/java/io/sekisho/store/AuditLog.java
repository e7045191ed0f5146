package io.sekisho.store;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.audit.TunnelRecord;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the audit log. Every method blocks. */
@ApplicationScoped
public class AuditLog {

  private static final int MAX_INTERIMS = 10_000;

  private final AuditRecordRepository repository;
  private final Interims interims;

  AuditLog(AuditRecordRepository repository, Interims interims) {
    this.repository = repository;
    this.interims = interims;
  }

  /** A page of attempts, newest first, joined with their ends. */
  @Transactional
  public List<RecordedTunnel> search(TunnelQuery query) {
    return search(query, new StringBuilder("kind in ('refused', 'opened')"), new HashMap<>());
  }

  /**
   * A page of one caller's own attempts. A name may be given anew to somebody else; so the subject
   * and the issuer must be the same, too.
   */
  @Transactional
  public List<RecordedTunnel> searchOwn(Caller caller, TunnelQuery query) {
    if (!AuditRecordMapping.keepsNamesOf(caller)) {
      // What is recorded of them may be recorded of others as well.
      return List.of();
    }
    StringBuilder where = new StringBuilder("kind in ('refused', 'opened')");
    Map<String, Object> parameters = new HashMap<>();
    restrict(where, parameters, "userName = :ownUser", "ownUser", caller.user());
    restrict(where, parameters, "subject = :ownSubject", "ownSubject", caller.subject());
    restrict(where, parameters, "issuer = :ownIssuer", "ownIssuer", caller.issuer());
    return search(query, where, parameters);
  }

  private List<RecordedTunnel> search(
      TunnelQuery query, StringBuilder where, Map<String, Object> parameters) {
    query.user().ifPresent(user -> restrict(where, parameters, "userName = :user", "user", user));
    query.host().ifPresent(host -> restrict(where, parameters, "host = :host", "host", host));
    query.port().ifPresent(port -> restrict(where, parameters, "port = :port", "port", port));
    query
        .decision()
        .ifPresent(
            decision -> restrict(where, parameters, "decision = :decision", "decision", decision));
    query
        .from()
        .ifPresent(from -> restrict(where, parameters, "attemptedAt >= :from", "from", from));
    query.to().ifPresent(to -> restrict(where, parameters, "attemptedAt < :to", "to", to));
    query
        .after()
        .ifPresent(
            after -> {
              where.append(" and (attemptedAt, tunnelId) < (:afterTime, :afterTunnel)");
              parameters.put("afterTime", after.time());
              parameters.put("afterTunnel", after.tunnel());
            });
    where.append(" order by attemptedAt desc, tunnelId desc");
    return joined(repository.find(where.toString(), parameters).page(0, query.limit()).list());
  }

  /** One attempt with its end. */
  @Transactional
  public Optional<RecordedTunnel> find(UUID tunnel) {
    return joined(repository.list("tunnelId = ?1 and kind in ('refused', 'opened')", tunnel))
        .stream()
        .findFirst();
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

  private static void restrict(
      StringBuilder where,
      Map<String, Object> parameters,
      String condition,
      String name,
      Object value) {
    where.append(" and ").append(condition);
    parameters.put(name, value);
  }

  private List<RecordedTunnel> joined(List<AuditRecordEntity> attempts) {
    List<UUID> opened =
        attempts.stream()
            .filter(row -> row.kind.equals(AuditRecordEntity.OPENED))
            .map(row -> row.tunnelId)
            .toList();
    Map<UUID, AuditRecordEntity> ends =
        opened.isEmpty()
            ? Map.of()
            : ends(attempts, opened)
                .collect(
                    Collectors.toMap(
                        row -> row.tunnelId, Function.identity(), (one, other) -> one));
    Map<UUID, AuditRecordEntity> interim =
        interims.lastOf(
            attempts.stream()
                .filter(row -> row.kind.equals(AuditRecordEntity.OPENED))
                .filter(row -> !ends.containsKey(row.tunnelId))
                .toList());
    return attempts.stream()
        .map(
            row ->
                tunnel(
                    row,
                    Optional.ofNullable(ends.get(row.tunnelId))
                        .or(() -> Optional.ofNullable(interim.get(row.tunnelId)))))
        .toList();
  }

  /** The time, which an end shares with its opening, tells in which partitions they are. */
  private Stream<AuditRecordEntity> ends(List<AuditRecordEntity> attempts, List<UUID> opened) {
    List<Instant> times =
        attempts.stream()
            .filter(row -> row.kind.equals(AuditRecordEntity.OPENED))
            .map(row -> row.attemptedAt)
            .toList();
    return repository
        .list(
            "kind = 'closed' and tunnelId in ?1 and attemptedAt between ?2 and ?3",
            opened,
            Collections.min(times),
            Collections.max(times))
        .stream();
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
        row.node);
  }

  private static String text(InetAddress address) {
    return address == null ? null : Host.format(address);
  }
}
