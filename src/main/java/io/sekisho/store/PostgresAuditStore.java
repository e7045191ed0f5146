package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.AuditStore;
import io.sekisho.config.NodeName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Audit records in PostgreSQL, chained, one insert and one commit a group. */
@ApplicationScoped
class PostgresAuditStore implements AuditStore {

  private final AuditRecordRepository repository;
  private final EntityManager entities;
  private final AuditChain chain;
  private final AuditPartitions partitions;
  private final NodeName node;

  PostgresAuditStore(
      AuditRecordRepository repository,
      EntityManager entities,
      AuditChain chain,
      AuditPartitions partitions,
      NodeName node) {
    this.repository = repository;
    this.entities = entities;
    this.chain = chain;
    this.partitions = partitions;
    this.node = node;
  }

  @Override
  public void append(List<AuditRecord> records) {
    if (records.stream().anyMatch(AuditRecord.Spooled.class::isInstance)) {
      makeRoomFor(records);
    }
    List<AuditRecordEntity> rows =
        records.stream().map(record -> AuditRecordMapping.row(record, node.value())).toList();
    chain.write(rows);
  }

  /** Nobody knows how long the spool lay on its disk. */
  private void makeRoomFor(List<AuditRecord> records) {
    LongSummaryStatistics attempted =
        records.stream().mapToLong(record -> record.attempted().toEpochMilli()).summaryStatistics();
    partitions.addFor(
        Instant.ofEpochMilli(attempted.getMin()), Instant.ofEpochMilli(attempted.getMax()));
  }

  @Override
  public Set<UUID> committed(Collection<UUID> records) {
    // Only then is it certain that what is not in will not come in either.
    chain.settled();
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                entities
                    .createQuery("select id from AuditRecordEntity where id in ?1", UUID.class)
                    .setParameter(1, records)
                    .getResultStream()
                    .collect(Collectors.toSet()));
  }

  @Override
  public boolean ended(UUID tunnel, Instant attempted) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                repository.count(
                        "kind = 'closed' and tunnelId = ?1 and attemptedAt = ?2", tunnel, attempted)
                    > 0);
  }
}
