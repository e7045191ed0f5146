package io.sekisho.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.Governance;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.store.Objection.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Asking for access, and deciding on it. A request belongs to the user name, subject and issuer
 * that it came from, all three. Every method blocks.
 */
@ApplicationScoped
public class AccessRequests implements PanacheRepositoryBase<AccessRequestEntity, UUID> {

  private static final int MAX_PENDING = 20;
  private static final int MAX_A_DAY = 100;

  private static final String OPEN =
      "status = 'pending' and requestedAt > :oldest and (askedUntil is null or askedUntil > :now)";
  private static final String EXPIRED =
      "status = 'pending' and (requestedAt <= :oldest or askedUntil <= :now)";
  private static final String OWN = "user = :user and subject = :subject and issuer = :issuer";

  private final PolicyStore policies;
  private final RecordStamp stamp;
  private final Governance governance;

  AccessRequests(PolicyStore policies, RecordStamp stamp, Governance governance) {
    this.policies = policies;
    this.stamp = stamp;
    this.governance = governance;
  }

  /**
   * What became of asking.
   *
   * @param isNew false if the same had been asked for already, and is still pending
   */
  public record Asked(AccessRequest request, boolean isNew) {}

  /**
   * Asks for access.
   *
   * @throws Objection if the caller asks for too much at one time, or cannot be named in a policy
   */
  @Transactional
  public Asked ask(Caller caller, AccessWish wish) {
    Instant now = stamp.now();
    AccessRequestEntity row = AccessRequestEntity.of(stamp.id(), caller, wish, now);
    if (!AuditRecordMapping.keepsNamesOf(caller) || !isPolicy(row, now)) {
      throw new Objection(Kind.CONFLICT, "no policy can name the user of the token");
    }
    oneAtATime(caller);
    Map<String, Object> parameters = own(caller);
    parameters.put("oldest", now.minus(AccessRequestEntity.PATIENCE));
    List<AccessRequestEntity> recent = list(OWN + " and requestedAt > :oldest", parameters);
    List<AccessRequestEntity> pending = recent.stream().filter(one -> one.isPending(now)).toList();
    Optional<AccessRequestEntity> same =
        pending.stream().filter(one -> one.asksForTheSame(wish)).findFirst();
    if (same.isPresent()) {
      return new Asked(same.get().view(now), false);
    }
    if (pending.size() >= MAX_PENDING) {
      throw new Objection(Kind.TOO_MANY, "at most " + MAX_PENDING + " requests may be pending");
    }
    Instant yesterday = now.minus(Duration.ofDays(1));
    if (recent.stream().filter(one -> one.requestedAt.isAfter(yesterday)).count() >= MAX_A_DAY) {
      throw new Objection(Kind.TOO_MANY, "at most " + MAX_A_DAY + " requests may be made in a day");
    }
    persist(row);
    return new Asked(row.view(now), true);
  }

  /** A page of a caller's own requests, newest first. */
  @Transactional
  public List<AccessRequest> pageOfOwn(Caller caller, Optional<UUID> before, int limit) {
    return AuditRecordMapping.keepsNamesOf(caller)
        ? page(OWN, own(caller), before, limit)
        : List.of();
  }

  /** One of a caller's own requests. */
  @Transactional
  public Optional<AccessRequest> findOwn(Caller caller, UUID id) {
    return findByIdOptional(id).filter(row -> isOf(row, caller)).map(row -> row.view(stamp.now()));
  }

  /** A page of all requests, or those in one of {@link AccessRequest#STATUSES}; newest first. */
  @Transactional
  public List<AccessRequest> page(Optional<String> status, Optional<UUID> before, int limit) {
    Instant now = stamp.now();
    Map<String, Object> parameters = new HashMap<>();
    String where =
        switch (status.orElse("")) {
          case "" -> "1 = 1";
          case "pending" -> OPEN;
          case "expired" -> EXPIRED;
          default -> "status = :status";
        };
    if (where.equals(OPEN) || where.equals(EXPIRED)) {
      parameters.putAll(times(now));
    } else {
      status.ifPresent(one -> parameters.put("status", one));
    }
    return page(where, parameters, before, limit);
  }

  /** One request. */
  @Transactional
  public Optional<AccessRequest> find(UUID id) {
    return findByIdOptional(id).map(row -> row.view(stamp.now()));
  }

  /**
   * Takes a request of one's own back.
   *
   * @throws Objection if the caller has none of this id, or it is not pending any more
   */
  @Transactional
  public void withdraw(Caller caller, UUID id) {
    Instant now = stamp.now();
    AccessRequestEntity row = locked(id);
    if (!isOf(row, caller)) {
      throw missing();
    }
    requirePending(row, now);
    row.decide("withdrawn", row.requester(), Optional.empty(), now);
  }

  /**
   * Rejects a request.
   *
   * @throws Objection if there is none, or it is not pending any more
   */
  @Transactional
  public AccessRequest reject(ChangeAuthor by, UUID id, String reason) {
    Instant now = stamp.now();
    AccessRequestEntity row = locked(id);
    requirePending(row, now);
    row.decide("rejected", by, Optional.of(reason), now);
    return row.view(now);
  }

  /**
   * Approves a request: adds the policy that allows it, in the same transaction.
   *
   * @param until when it ends; empty for what was asked for
   * @throws Objection if there is none, it is not pending any more, the approver may be who asked,
   *     there is no end, or an enforced policy would still deny it
   */
  @Transactional
  public AccessRequest approve(
      ChangeAuthor by, UUID id, Optional<Instant> until, Optional<String> reason) {
    Instant now = stamp.now();
    AccessRequestEntity row = locked(id);
    requirePending(row, now);
    if (row.requester().mayBe(by)) {
      throw new Objection(Kind.WRONG_PERSON, "nobody approves a request of their own");
    }
    Instant end =
        until
            .or(() -> row.end(now))
            .orElseThrow(
                () -> new Objection(Kind.NO_END, "must be given, as the request does not say it"));
    if (end.isAfter(now.plus(governance.longestAccess()))) {
      throw new Objection(Kind.CONFLICT, "access is asked for longer than is allowed by now");
    }
    PolicyDocument document = row.policy(row.description(by, reason), end);
    StoredPolicy policy = policies.create(row.requester().approvedBy(by), document);
    requireNotDenied(row, now);
    row.decide("approved", by, reason, now);
    row.policyId = policy.id();
    row.policyName = document.name();
    row.grantedUntil = end;
    return row.view(now);
  }

  /** With the new policy among the policies: so a denial is the denial of one of them. */
  private void requireNotDenied(AccessRequestEntity row, Instant now) {
    PolicySnapshot snapshot;
    try {
      snapshot = policies.snapshot();
    } catch (PolicyCompiler.InvalidPolicy e) {
      throw new Objection(Kind.CONFLICT, "a policy was changed by hand into what is no policy");
    }
    Host host = Host.parseWritten(row.host);
    for (int port : row.ports) {
      Decision decision = snapshot.decide(row.caller(), new Authority(host, port), now);
      if (decision instanceof Decision.Denied denied && denied.policy().isPresent()) {
        throw new Objection(
            Kind.CONFLICT, "policy " + denied.policy().get() + " would still deny port " + port);
      }
    }
  }

  private List<AccessRequest> page(
      String where, Map<String, Object> parameters, Optional<UUID> before, int limit) {
    Map<String, Object> all = new HashMap<>(parameters);
    before.ifPresent(id -> all.put("before", id));
    String position = before.isPresent() ? " and id < :before" : "";
    Instant now = stamp.now();
    return find("(" + where + ")" + position + " order by id desc", all)
        .page(0, limit)
        .<AccessRequestEntity>list()
        .stream()
        .map(row -> row.view(now))
        .toList();
  }

  private AccessRequestEntity locked(UUID id) {
    return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
        .orElseThrow(AccessRequests::missing);
  }

  private static void requirePending(AccessRequestEntity row, Instant now) {
    if (!row.isPending(now)) {
      throw new Objection(
          Kind.CONFLICT, "the request is not pending any more, but " + row.view(now).status());
    }
  }

  /** Or the bounds could be passed by asking twice at the same time. */
  private void oneAtATime(Caller caller) {
    getEntityManager()
        .createNativeQuery(
            "select 1 from (select pg_advisory_xact_lock(hashtextextended(?1, 0))) as held")
        .setParameter(1, "sekisho.access_request." + caller.user())
        .getSingleResult();
  }

  private static boolean isPolicy(AccessRequestEntity row, Instant now) {
    try {
      PolicyCompiler.compile(row.policy("", now));
      return true;
    } catch (PolicyCompiler.InvalidPolicy e) {
      return false;
    }
  }

  private static boolean isOf(AccessRequestEntity row, Caller caller) {
    return row.user.equals(caller.user())
        && row.subject.equals(caller.subject())
        && row.issuer.equals(caller.issuer());
  }

  private static Map<String, Object> own(Caller caller) {
    return new HashMap<>(
        Map.of("user", caller.user(), "subject", caller.subject(), "issuer", caller.issuer()));
  }

  private static Map<String, Object> times(Instant now) {
    return Map.of("now", now, "oldest", now.minus(AccessRequestEntity.PATIENCE));
  }

  private static Objection missing() {
    return new Objection(Kind.MISSING, "there is no such request");
  }
}
