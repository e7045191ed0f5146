package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.AuditStore;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.NodeName;
import io.sekisho.proof.ChainStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/**
 * This process' chain of records. It has one writer, whose transactions hold the chain's lock: so a
 * commit of which nobody knows whether it happened is waited for before its fate is asked, and the
 * chain neither breaks nor forks.
 */
@ApplicationScoped
class AuditChain {

  private static final String NEWEST =
      "select number, node, started_at, previous_sequence, previous_hash from audit_chain"
          + " order by number desc limit 1";

  private static final String TAIL =
      "select sequence, hash from audit_record where chain = :chain"
          + " order by sequence desc limit 1";

  private static final String BEGIN =
      "insert into audit_chain (number, node, started_at, previous_sequence, previous_hash)"
          + " values (:number, :node, :startedAt, :previousSequence, :previousHash)";

  private static final String FIND =
      "select hash from audit_record where chain = :chain and sequence = :sequence";

  private final EntityManager entities;
  private final RecordInserts inserts;
  private final RecordStamp stamp;
  private final String node;
  private volatile Head head;
  private volatile Head uncertain;

  AuditChain(EntityManager entities, RecordInserts inserts, RecordStamp stamp, NodeName node) {
    this.entities = entities;
    this.inserts = inserts;
    this.stamp = stamp;
    this.node = AuditRecordMapping.clean(node.value());
  }

  /**
   * How far a chain has come.
   *
   * @param hash of the newest record, or of the chain's start if there is none
   */
  record Head(long chain, long sequence, byte[] hash) {

    String hashText() {
      return HexFormat.of().formatHex(hash);
    }
  }

  /** How far it has come for certain; empty as long as nothing was written. */
  Optional<Head> head() {
    return Optional.ofNullable(head);
  }

  /** Whether it is known how far it has come. */
  boolean isSettled() {
    return uncertain == null;
  }

  /**
   * Makes rows the next of the chain and commits them, all in one transaction; called by the
   * journal alone.
   *
   * @throws AuditStore.Rejected if the database will not have them; then none is in
   */
  void write(List<AuditRecordEntity> rows) {
    Head before = settled();
    StringBuilder records = new StringBuilder(rows.size() * 1_024);
    Head after = link(before, rows, records);
    uncertain = after;
    try {
      inserts.commit(before.chain(), records.toString());
    } catch (SQLException e) {
      if (StoreFailures.isAboutTheData(e)) {
        uncertain = null;
        throw new AuditStore.Rejected(e);
      }
      throw new IllegalStateException("audit records may not be committed", e);
    }
    head = after;
    uncertain = null;
  }

  /**
   * How far it has come, once that is certain: then nothing that was written before can come in any
   * more. Called by the journal alone.
   */
  Head settled() {
    if (head == null) {
      head = QuarkusTransaction.requiringNew().call(this::begin);
    }
    if (uncertain != null) {
      Head asked = uncertain;
      if (QuarkusTransaction.requiringNew().call(() -> isIn(asked))) {
        head = asked;
      }
      uncertain = null;
    }
    return head;
  }

  private static Head link(Head before, List<AuditRecordEntity> rows, StringBuilder records) {
    long sequence = before.sequence();
    byte[] hash = before.hash();
    char separator = '[';
    for (AuditRecordEntity row : rows) {
      row.chain = before.chain();
      row.sequence = ++sequence;
      row.form = RecordText.FORM;
      row.previousHash = hash;
      records.append(separator);
      hash = RecordText.writeHashed(row, records);
      separator = ',';
    }
    records.append(']');
    return new Head(before.chain(), sequence, hash);
  }

  private Head begin() {
    lock("start");
    Optional<ChainStart> newest = newest();
    Optional<Head> tail = newest.map(this::tail);
    ChainStart start =
        new ChainStart(
            newest.map(ChainStart::chain).orElse(0L) + 1,
            node,
            RecordJson.time(stamp.now()),
            tail.map(Head::sequence).orElse(0L),
            tail.map(Head::hashText).orElse(ChainStart.NO_HASH));
    session()
        .createNativeMutationQuery(BEGIN)
        .setParameter("number", start.chain())
        .setParameter("node", start.node())
        .setParameter("startedAt", Instant.parse(start.startedAt()))
        .setParameter("previousSequence", start.previousSequence())
        .setParameter("previousHash", HexFormat.of().parseHex(start.previousHash()))
        .executeUpdate();
    return new Head(start.chain(), 0, HexFormat.of().parseHex(start.hash()));
  }

  private Optional<ChainStart> newest() {
    return session()
        .createNativeQuery(NEWEST, Object[].class)
        .addScalar("number", Long.class)
        .addScalar("node", String.class)
        .addScalar("started_at", Instant.class)
        .addScalar("previous_sequence", Long.class)
        .addScalar("previous_hash", byte[].class)
        .getResultList()
        .stream()
        .findFirst()
        .map(
            row ->
                new ChainStart(
                    (Long) row[0],
                    (String) row[1],
                    RecordJson.time((Instant) row[2]),
                    (Long) row[3],
                    HexFormat.of().formatHex((byte[]) row[4])));
  }

  private Head tail(ChainStart chain) {
    return session()
        .createNativeQuery(TAIL, Object[].class)
        .addScalar("sequence", Long.class)
        .addScalar("hash", byte[].class)
        .setParameter("chain", chain.chain())
        .getResultList()
        .stream()
        .findFirst()
        .map(row -> new Head(chain.chain(), (Long) row[0], (byte[]) row[1]))
        .orElseGet(() -> new Head(chain.chain(), 0, HexFormat.of().parseHex(chain.hash())));
  }

  private boolean isIn(Head asked) {
    lock(Long.toString(asked.chain()));
    return session()
        .createNativeQuery(FIND, byte[].class)
        .addScalar("hash", byte[].class)
        .setParameter("chain", asked.chain())
        .setParameter("sequence", asked.sequence())
        .getResultList()
        .stream()
        .anyMatch(hash -> Arrays.equals(hash, asked.hash()));
  }

  private void lock(String chain) {
    session()
        .createNativeQuery(RecordInserts.LOCK, String.class)
        .setParameter(1, chain)
        .getSingleResult();
  }

  private Session session() {
    return entities.unwrap(Session.class);
  }
}
