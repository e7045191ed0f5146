package io.sekisho.store;

import io.sekisho.audit.RecordStamp;
import io.sekisho.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All policies as one thing that is read and replaced whole. What was granted to somebody for a
 * time stands in no file and is left alone, unless a file names it. Every method blocks.
 */
@ApplicationScoped
public class PolicySet {

  private final PolicyStore store;
  private final PolicyRepository repository;
  private final EntityManager entities;
  private final RecordStamp stamp;

  PolicySet(
      PolicyStore store, PolicyRepository repository, EntityManager entities, RecordStamp stamp) {
    this.store = store;
    this.repository = repository;
    this.entities = entities;
    this.stamp = stamp;
  }

  /**
   * The set at one version.
   *
   * @param version never newer than the documents
   * @param documents in the order of their names
   */
  public record Contents(long version, List<PolicyDocument> documents) {}

  /** The version of the set now. */
  @Transactional
  public long version() {
    return store.version();
  }

  /** Everything that administrators wrote. */
  @Transactional
  public Contents read() {
    long version = store.version();
    return new Contents(
        version,
        byName(repository.written()).values().stream().map(PolicyEntity::document).toList());
  }

  /**
   * What {@link #replace} would do now.
   *
   * @throws PolicyStore.Changed if the set is at none of the versions
   */
  @Transactional
  public PolicyDifference compare(Optional<Set<Long>> versions, List<PolicyDocument> documents) {
    long version = store.version();
    check(versions, version);
    return replacement(documents).difference(version);
  }

  /**
   * Makes the set what the documents say, all of it or nothing: policies of the same name are
   * changed, others added, and those that no document names are removed.
   *
   * @param versions of the set, as the caller has seen it; empty to replace whatever is there
   * @param documents valid ones with different names
   * @throws PolicyStore.Changed if the set is at none of the versions
   */
  @Transactional
  public PolicyDifference replace(
      ChangeAuthor author, Optional<Set<Long>> versions, List<PolicyDocument> documents) {
    check(versions, store.begin(author, Optional.of(PolicyHistory.Action.IMPORTED)));
    Replacement replacement = replacement(documents);
    replacement.deleted.forEach(repository::delete);
    replacement.changed.forEach(change -> store.write(change.entity(), change.after()));
    replacement.created.forEach(document -> store.add(stamp.id(), document));
    PolicyDifference difference = replacement.difference(0);
    entities.flush();
    return new PolicyDifference(
        difference.created(),
        difference.changed(),
        difference.deleted(),
        difference.unchanged(),
        store.version());
  }

  private static void check(Optional<Set<Long>> versions, long version) {
    if (versions.isPresent() && !versions.get().contains(version)) {
      throw new PolicyStore.Changed();
    }
  }

  private Replacement replacement(List<PolicyDocument> documents) {
    return new Replacement(
        byName(repository.listAll()), byName(repository.written()).keySet(), documents);
  }

  /** In Java's order, which is the same in every database. */
  private static TreeMap<String, PolicyEntity> byName(List<PolicyEntity> entities) {
    TreeMap<String, PolicyEntity> policies = new TreeMap<>();
    entities.forEach(entity -> policies.put(entity.name, entity));
    return policies;
  }

  /** What has to be done to the entities. */
  private static final class Replacement {

    private final List<PolicyDocument> created = new ArrayList<>();
    private final List<Change> changed = new ArrayList<>();
    private final List<PolicyEntity> deleted;
    private int unchanged;

    private record Change(PolicyEntity entity, PolicyDocument before, PolicyDocument after) {}

    /**
     * @param written the names of those that are removed if no document names them
     */
    Replacement(
        TreeMap<String, PolicyEntity> there, Set<String> written, List<PolicyDocument> documents) {
      TreeMap<String, PolicyDocument> wanted = new TreeMap<>();
      documents.forEach(document -> wanted.put(document.name(), PolicyEntity.canonical(document)));
      TreeMap<String, PolicyEntity> left = new TreeMap<>(there);
      wanted.forEach((name, document) -> sort(left.remove(name), document));
      left.keySet().retainAll(written);
      deleted = List.copyOf(left.values());
    }

    private void sort(PolicyEntity entity, PolicyDocument document) {
      if (entity == null) {
        created.add(document);
      } else if (entity.document().equals(document)) {
        unchanged++;
      } else {
        changed.add(new Change(entity, entity.document(), document));
      }
    }

    PolicyDifference difference(long version) {
      return new PolicyDifference(
          created.stream().map(PolicyDocument::name).toList(),
          changed.stream()
              .map(
                  change ->
                      new PolicyDifference.Changed(
                          change.after().name(), change.before(), change.after()))
              .toList(),
          deleted.stream().map(entity -> entity.name).toList(),
          unchanged,
          version);
    }
  }
}
