package io.sekisho.store;

import io.sekisho.audit.RecordStamp;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** The policies as they are kept. Every method blocks. */
@ApplicationScoped
public class PolicyStore {

  private final PolicyRepository repository;
  private final PolicyHistory history;
  private final EntityManager entities;
  private final RecordStamp stamp;
  private final CarriedIpv4 carriers;

  PolicyStore(
      PolicyRepository repository,
      PolicyHistory history,
      EntityManager entities,
      RecordStamp stamp,
      CarriedIpv4 carriers) {
    this.repository = repository;
    this.history = history;
    this.entities = entities;
    this.stamp = stamp;
    this.carriers = carriers;
  }

  /** A page of policies in the order of their names. */
  @Transactional
  public List<StoredPolicy> page(Optional<String> after, int limit) {
    return repository.page(after, limit).stream().map(PolicyEntity::stored).toList();
  }

  /**
   * A page of those whose names have a part, in any case; in the order of their names.
   *
   * @param part empty for all
   */
  @Transactional
  public List<StoredPolicy> page(String part, Optional<String> after, int limit) {
    return repository.page(part, after, limit).stream().map(PolicyEntity::stored).toList();
  }

  /** The policy of that name. */
  @Transactional
  public Optional<StoredPolicy> named(String name) {
    return repository
        .find("name", name)
        .<PolicyEntity>firstResultOptional()
        .map(PolicyEntity::stored);
  }

  /** One policy. */
  @Transactional
  public Optional<StoredPolicy> find(UUID id) {
    return repository.findByIdOptional(id).map(PolicyEntity::stored);
  }

  /**
   * Adds a policy.
   *
   * @throws NameTaken if another has its name
   */
  @Transactional
  public StoredPolicy create(ChangeAuthor author, PolicyDocument document) {
    begin(author, Optional.empty());
    PolicyEntity entity = add(stamp.id(), document);
    flush();
    return entity.stored();
  }

  /**
   * Replaces a policy's document.
   *
   * @param revisions what the caller has seen; empty to replace whatever is there
   * @throws Missing if there is none
   * @throws Changed if it is at none of them
   * @throws NameTaken if another has its new name
   */
  @Transactional
  public StoredPolicy replace(
      ChangeAuthor author, UUID id, Optional<Set<Long>> revisions, PolicyDocument document) {
    begin(author, Optional.empty());
    PolicyEntity entity = locked(id, revisions);
    write(entity, document);
    flush();
    return entity.stored();
  }

  /**
   * Makes a policy what it was, under its old id if it was deleted meanwhile.
   *
   * @param revisions what the caller has seen; empty to replace whatever is there or not
   * @throws Changed if it is at none of them
   * @throws NameTaken if another has its old name by now
   */
  @Transactional
  public StoredPolicy restore(
      ChangeAuthor author, UUID id, Optional<Set<Long>> revisions, PolicyDocument document) {
    begin(author, Optional.of(PolicyHistory.Action.ROLLED_BACK));
    Optional<PolicyEntity> there = repository.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    if (revisions.isPresent()
        && there.map(e -> !revisions.get().contains(e.revision)).orElse(true)) {
      throw new Changed();
    }
    there.ifPresent(entity -> write(entity, document));
    PolicyEntity entity = there.orElseGet(() -> add(id, document));
    flush();
    // The database numbers what comes back.
    entities.refresh(entity);
    return entity.stored();
  }

  /**
   * Removes a policy.
   *
   * @param revisions what the caller has seen; empty to remove whatever is there
   * @throws Missing if there is none
   * @throws Changed if it is at none of them
   */
  @Transactional
  public void delete(ChangeAuthor author, UUID id, Optional<Set<Long>> revisions) {
    begin(author, Optional.empty());
    repository.delete(locked(id, revisions));
    flush();
  }

  long version() {
    return ((Number) entities.createNativeQuery("select version from policy_set").getSingleResult())
        .longValue();
  }

  /**
   * All policies at one version. The version is read first: a change in between makes the snapshot
   * newer than it says, and is read again on its own notice.
   *
   * @throws PolicyCompiler.InvalidPolicy if a row was changed by hand into something that is no
   *     policy: better the last good snapshot than one with a denial missing
   */
  @Transactional
  public PolicySnapshot snapshot() {
    long version = version();
    return new PolicySnapshot(
        version,
        repository.listAll().stream()
            .map(PolicyEntity::document)
            .map(PolicyCompiler::compile)
            .toList(),
        carriers);
  }

  /**
   * Begins a change: one at a time, as every one of them ends at the set's one row, and those that
   * take many policies would otherwise meet others half way.
   *
   * @return the version of the set that will be changed
   */
  long begin(ChangeAuthor author, Optional<PolicyHistory.Action> action) {
    history.attribute(author, action);
    return ((Number)
            entities
                .createNativeQuery("select version from policy_set for update")
                .getSingleResult())
        .longValue();
  }

  PolicyEntity add(UUID id, PolicyDocument document) {
    PolicyEntity entity = new PolicyEntity();
    entity.id = id;
    entity.createdAt = stamp.now();
    entity.updatedAt = entity.createdAt;
    entity.write(document);
    repository.persist(entity);
    return entity;
  }

  void write(PolicyEntity entity, PolicyDocument document) {
    entity.write(document);
    entity.updatedAt = stamp.now();
  }

  private PolicyEntity locked(UUID id, Optional<Set<Long>> revisions) {
    PolicyEntity entity =
        repository.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow(Missing::new);
    if (revisions.isPresent() && !revisions.get().contains(entity.revision)) {
      throw new Changed();
    }
    return entity;
  }

  private void flush() {
    try {
      entities.flush();
    } catch (PersistenceException e) {
      if (isNameTaken(e)) {
        throw new NameTaken();
      }
      throw e;
    }
  }

  private static boolean isNameTaken(PersistenceException e) {
    return e instanceof ConstraintViolationException violation
        && "policy_name_unique".equals(violation.getConstraintName());
  }

  /** There is no such policy. */
  public static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Somebody else changed it meanwhile. */
  public static final class Changed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Another policy has this name. */
  public static final class NameTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
