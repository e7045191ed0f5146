package io.sekisho.store;

import io.sekisho.audit.RecordStamp;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.Objection.Kind;
import io.sekisho.store.PolicyProposal.Proposed;
import io.sekisho.store.PolicyProposalEntity.Action;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads proposals and decides on them: an approval makes the change, in the same transaction. Every
 * method blocks.
 */
@ApplicationScoped
public class PolicyDecisions {

  private static final String OUTDATED = "what it is based on has changed meanwhile";

  private final PolicyProposals proposals;
  private final PolicyStore store;
  private final PolicySet set;
  private final EntityManager entities;
  private final RecordStamp stamp;

  PolicyDecisions(
      PolicyProposals proposals,
      PolicyStore store,
      PolicySet set,
      EntityManager entities,
      RecordStamp stamp) {
    this.proposals = proposals;
    this.store = store;
    this.set = set;
    this.entities = entities;
    this.stamp = stamp;
  }

  /**
   * A page of all proposals, or those in one of {@link PolicyProposal#STATUSES}; newest first and
   * without their documents.
   */
  @Transactional
  public List<PolicyProposal> page(Optional<String> status, Optional<UUID> before, int limit) {
    Instant now = stamp.now();
    Map<String, Object> parameters = new HashMap<>();
    String where =
        switch (status.orElse("")) {
          case "" -> "1 = 1";
          case "pending" -> "status = 'pending' and proposedAt > :oldest";
          case "expired" -> "status = 'pending' and proposedAt <= :oldest";
          default -> "status = :status";
        };
    if (where.contains(":oldest")) {
      parameters.put("oldest", now.minus(PolicyProposalEntity.PATIENCE));
    } else {
      status.ifPresent(one -> parameters.put("status", one));
    }
    before.ifPresent(id -> parameters.put("before", id));
    String position = before.isPresent() ? " and id < :before" : "";
    List<PolicyProposalEntity> rows =
        proposals
            .find("(" + where + ")" + position + " order by id desc", parameters)
            .page(0, limit)
            .list();
    Set<UUID> outdated = outdated(rows);
    return rows.stream().map(row -> row.view(null, outdated.contains(row.id), now)).toList();
  }

  /** One proposal with its documents. */
  @Transactional
  public Optional<PolicyProposal> find(UUID id) {
    return proposals.findByIdOptional(id).map(this::view);
  }

  /**
   * Approves a proposal and makes the change.
   *
   * @throws Objection if there is none, it is not pending any more, the approver may be its author,
   *     or it does not fit any more
   */
  @Transactional
  public PolicyProposal approve(ChangeAuthor by, UUID id, Optional<String> reason) {
    PolicyProposalEntity row = locked(id);
    Instant now = requirePending(row);
    if (row.author().mayBe(by)) {
      throw new Objection(Kind.WRONG_PERSON, "nobody approves a proposal of their own");
    }
    try {
      apply(row, changes(row), row.author().approvedBy(by));
    } catch (PolicyStore.Missing | PolicyStore.Changed e) {
      throw new Objection(Kind.CONFLICT, OUTDATED);
    } catch (PolicyStore.NameTaken e) {
      throw new Objection(Kind.CONFLICT, "another policy has the name by now");
    } catch (PolicyCompiler.InvalidPolicy e) {
      throw new Objection(Kind.CONFLICT, "what is proposed is not valid any more");
    }
    row.decide("approved", by, reason, now);
    return view(row);
  }

  /**
   * Rejects a proposal.
   *
   * @throws Objection if there is none, or it is not pending any more
   */
  @Transactional
  public PolicyProposal reject(ChangeAuthor by, UUID id, Optional<String> reason) {
    PolicyProposalEntity row = locked(id);
    row.decide("rejected", by, reason, requirePending(row));
    return view(row);
  }

  /**
   * Takes a proposal of one's own back.
   *
   * @throws Objection if there is none, it is somebody else's, or it is not pending any more
   */
  @Transactional
  public void withdraw(ChangeAuthor by, UUID id) {
    PolicyProposalEntity row = locked(id);
    if (!row.author().equals(by)) {
      throw new Objection(Kind.WRONG_PERSON, "only its author withdraws a proposal");
    }
    row.decide("withdrawn", by, Optional.empty(), requirePending(row));
  }

  private void apply(PolicyProposalEntity row, List<Proposed> changes, ChangeAuthor agreed) {
    changes.stream().map(Proposed::after).filter(Objects::nonNull).forEach(PolicyCompiler::compile);
    PolicyDocument after = changes.get(0).after();
    switch (Action.valueOf(row.action.toUpperCase(Locale.ROOT))) {
      case CREATE -> row.policyId = store.create(agreed, after).id();
      case CHANGE -> store.replace(agreed, row.policyId, base(row), after);
      case DELETE -> store.delete(agreed, row.policyId, base(row));
      case ROLLBACK -> restore(row, after, agreed);
      case IMPORT -> set.replace(agreed, base(row), wanted(row, changes));
    }
  }

  private void restore(PolicyProposalEntity row, PolicyDocument after, ChangeAuthor agreed) {
    // From here on nobody brings it back meanwhile.
    store.begin(agreed, Optional.empty());
    if (row.base == null && store.find(row.policyId).isPresent()) {
      throw new PolicyStore.Changed();
    }
    Optional<Set<Long>> revisions = row.base == null ? Optional.empty() : base(row);
    store.restore(agreed, row.policyId, revisions, after);
  }

  /**
   * The whole set after the changes; nothing but they differ from the version they are based on.
   */
  private List<PolicyDocument> wanted(PolicyProposalEntity row, List<Proposed> changes) {
    PolicySet.Contents contents = set.read();
    if (contents.version() != row.base) {
      throw new PolicyStore.Changed();
    }
    Map<String, PolicyDocument> wanted = new TreeMap<>();
    contents.documents().forEach(document -> wanted.put(document.name(), document));
    for (Proposed change : changes) {
      if (change.before() != null) {
        wanted.remove(change.before().name());
      }
      if (change.after() != null) {
        wanted.put(change.after().name(), change.after());
      }
    }
    return List.copyOf(wanted.values());
  }

  private static Optional<Set<Long>> base(PolicyProposalEntity row) {
    return Optional.of(Set.of(row.base));
  }

  private List<Proposed> changes(PolicyProposalEntity row) {
    return entities.find(PolicyProposalContentEntity.class, row.id).changes;
  }

  private PolicyProposal view(PolicyProposalEntity row) {
    return row.view(changes(row), !outdated(List.of(row)).isEmpty(), stamp.now());
  }

  /** Those of the proposals that could not be approved, as far as policies changed since. */
  private Set<UUID> outdated(List<PolicyProposalEntity> rows) {
    Set<UUID> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    rows.forEach(
        row -> {
          ids.add(Optional.ofNullable(row.policyId).orElse(row.id));
          names.add(Optional.ofNullable(row.name).orElse(""));
        });
    Map<UUID, Long> revisions =
        entities
            .createQuery("select id, revision from PolicyEntity where id in :ids", Object[].class)
            .setParameter("ids", ids)
            .getResultStream()
            .collect(Collectors.toMap(found -> (UUID) found[0], found -> (Long) found[1]));
    Set<String> taken =
        Set.copyOf(
            entities
                .createQuery("select name from PolicyEntity where name in :names", String.class)
                .setParameter("names", names)
                .getResultList());
    long version = store.version();
    return rows.stream()
        .filter(
            row ->
                switch (Action.valueOf(row.action.toUpperCase(Locale.ROOT))) {
                  case CREATE -> taken.contains(row.name);
                  case IMPORT -> row.base != version;
                  default -> !Objects.equals(row.base, revisions.get(row.policyId));
                })
        .map(row -> row.id)
        .collect(Collectors.toSet());
  }

  private PolicyProposalEntity locked(UUID id) {
    return proposals
        .findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
        .orElseThrow(() -> new Objection(Kind.MISSING, "there is no such proposal"));
  }

  private Instant requirePending(PolicyProposalEntity row) {
    Instant now = stamp.now();
    if (!row.isPending(now)) {
      throw new Objection(
          Kind.CONFLICT,
          "the proposal is not pending any more, but " + row.view(null, false, now).status());
    }
    return now;
  }
}
