package io.sekisho.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.sekisho.audit.RecordStamp;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.Objection.Kind;
import io.sekisho.store.PolicyProposal.Proposed;
import io.sekisho.store.PolicyProposalEntity.Action;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Proposes changes of policies instead of making them. Each is refused for what {@link PolicyStore}
 * or {@link PolicySet} would refuse it, and by the same exceptions. Every method blocks.
 */
@ApplicationScoped
public class PolicyProposals implements PanacheRepositoryBase<PolicyProposalEntity, UUID> {

  private static final int MAX_PENDING = 1_000;

  /** They hold up to two whole sets each. */
  private static final int MAX_PENDING_IMPORTS = 20;

  private final PolicyRepository policies;
  private final PolicyStore store;
  private final PolicySet set;
  private final RecordStamp stamp;

  PolicyProposals(PolicyRepository policies, PolicyStore store, PolicySet set, RecordStamp stamp) {
    this.policies = policies;
    this.store = store;
    this.set = set;
    this.stamp = stamp;
  }

  /** Proposes what {@link PolicyStore#create} would do. */
  @Transactional
  public PolicyProposal create(ChangeAuthor author, PolicyDocument document) {
    requireFree(document.name(), Optional.empty());
    return propose(
        author,
        row(Action.CREATE, null, document.name(), null),
        List.of(new Proposed(null, PolicyEntity.canonical(document))));
  }

  /** Proposes what {@link PolicyStore#replace} would do. */
  @Transactional
  public PolicyProposal replace(
      ChangeAuthor author, UUID id, Optional<Set<Long>> revisions, PolicyDocument document) {
    PolicyEntity policy = seen(id, revisions);
    requireFree(document.name(), Optional.of(id));
    return propose(
        author,
        row(Action.CHANGE, id, policy.name, policy.revision),
        List.of(new Proposed(policy.document(), PolicyEntity.canonical(document))));
  }

  /** Proposes what {@link PolicyStore#delete} would do. */
  @Transactional
  public PolicyProposal delete(ChangeAuthor author, UUID id, Optional<Set<Long>> revisions) {
    PolicyEntity policy = seen(id, revisions);
    return propose(
        author,
        row(Action.DELETE, id, policy.name, policy.revision),
        List.of(new Proposed(policy.document(), null)));
  }

  /** Proposes what {@link PolicyStore#restore} would do. */
  @Transactional
  public PolicyProposal restore(
      ChangeAuthor author, UUID id, Optional<Set<Long>> revisions, PolicyDocument document) {
    Optional<PolicyEntity> there = policies.findByIdOptional(id);
    if (revisions.isPresent()) {
      there
          .filter(policy -> revisions.get().contains(policy.revision))
          .orElseThrow(PolicyStore.Changed::new);
    }
    requireFree(document.name(), Optional.of(id));
    return propose(
        author,
        row(
            Action.ROLLBACK,
            id,
            document.name(),
            there.map(policy -> policy.revision).orElse(null)),
        List.of(
            new Proposed(
                there.map(PolicyEntity::document).orElse(null), PolicyEntity.canonical(document))));
  }

  /**
   * Proposes what {@link PolicySet#replace} would do.
   *
   * @return empty if that would change nothing
   */
  @Transactional
  public Optional<PolicyProposal> replaceAll(
      ChangeAuthor author, Optional<Set<Long>> versions, List<PolicyDocument> documents) {
    // Nobody changes anything meanwhile: what is read below is of one version.
    long version = store.begin(author, Optional.empty());
    PolicyDifference difference = set.compare(versions, documents);
    Map<String, PolicyDocument> there = byName(set.read().documents());
    Map<String, PolicyDocument> wanted = byName(documents);
    List<Proposed> changes = new ArrayList<>();
    difference
        .created()
        .forEach(name -> changes.add(new Proposed(null, PolicyEntity.canonical(wanted.get(name)))));
    difference
        .changed()
        .forEach(change -> changes.add(new Proposed(change.before(), change.after())));
    difference.deleted().forEach(name -> changes.add(new Proposed(there.get(name), null)));
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(propose(author, row(Action.IMPORT, null, null, version), changes));
  }

  private static PolicyProposalEntity row(Action action, UUID policy, String name, Long base) {
    PolicyProposalEntity row = new PolicyProposalEntity();
    row.action = action.name().toLowerCase(Locale.ROOT);
    row.policyId = policy;
    row.name = name;
    row.base = base;
    return row;
  }

  private PolicyProposal propose(
      ChangeAuthor author, PolicyProposalEntity row, List<Proposed> changes) {
    row.id = stamp.id();
    row.user = author.user();
    row.subject = author.subject();
    row.issuer = author.issuer();
    row.proposedAt = stamp.now();
    row.status = PolicyProposalEntity.PENDING;
    requireRoom(row);
    persist(row);
    PolicyProposalContentEntity content = new PolicyProposalContentEntity();
    content.proposalId = row.id;
    content.changes = List.copyOf(changes);
    getEntityManager().persist(content);
    return row.view(content.changes, false, row.proposedAt);
  }

  private void requireRoom(PolicyProposalEntity row) {
    // Or the bounds could be passed by several at the same time.
    getEntityManager()
        .createNativeQuery(
            "select 1 from (select pg_advisory_xact_lock("
                + "hashtextextended('sekisho.policy_proposal', 0))) as held")
        .getSingleResult();
    boolean imports = row.action.equals(Action.IMPORT.name().toLowerCase(Locale.ROOT));
    long pending =
        count(
            "status = 'pending' and proposedAt > ?1 and (?2 = false or action = 'import')",
            row.proposedAt.minus(PolicyProposalEntity.PATIENCE),
            imports);
    if (pending >= (imports ? MAX_PENDING_IMPORTS : MAX_PENDING)) {
      throw new Objection(
          Kind.TOO_MANY,
          "at most %d proposals may be pending, %d of them imports"
              .formatted(MAX_PENDING, MAX_PENDING_IMPORTS));
    }
  }

  private PolicyEntity seen(UUID id, Optional<Set<Long>> revisions) {
    PolicyEntity policy = policies.findByIdOptional(id).orElseThrow(PolicyStore.Missing::new);
    if (revisions.isPresent() && !revisions.get().contains(policy.revision)) {
      throw new PolicyStore.Changed();
    }
    return policy;
  }

  private void requireFree(String name, Optional<UUID> exceptFor) {
    boolean taken =
        policies.find("name", name).<PolicyEntity>stream()
            .anyMatch(policy -> !exceptFor.equals(Optional.of(policy.id)));
    if (taken) {
      throw new PolicyStore.NameTaken();
    }
  }

  private static Map<String, PolicyDocument> byName(List<PolicyDocument> documents) {
    return documents.stream().collect(Collectors.toMap(PolicyDocument::name, Function.identity()));
  }
}
