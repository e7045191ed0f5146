package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.ProofKeys;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.SekishoConfig;
import io.sekisho.proof.Checkpoint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/** Signs from time to time how far this process' chain has come, and at last that it is over. */
@ApplicationScoped
public class AuditCheckpoints {

  private static final Logger LOG = Logger.getLogger(AuditCheckpoints.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final String LAST =
      "select coalesce(max(number), 0) as number from audit_checkpoint where chain = :chain";

  private static final String ADD =
      "insert into audit_checkpoint"
          + " (chain, number, sequence, hash, signed_at, last, key, signature)"
          + " values (:chain, :number, :sequence, :hash, :time, :last, :key, :signature)";

  /** Of the newest chains, which are those that are written: one step into the index for each. */
  private static final String NEWEST =
      """
      select c.chain, a.node, c.sequence, c.signed_at, c.last, c.key
      from (select number, node from audit_chain order by number desc limit 100) a
      cross join lateral (
        select * from audit_checkpoint one where one.chain = a.number
        order by one.signed_at desc limit :limit) c
      order by c.signed_at desc, c.chain desc
      limit :limit
      """;

  private final EntityManager entities;
  private final AuditChain chain;
  private final ProofKeys keys;
  private final RecordStamp stamp;
  private final Duration interval;
  private final ScheduledExecutorService signer =
      Executors.newSingleThreadScheduledExecutor(AuditCheckpoints::signerThread);
  private long signed = -1;

  AuditCheckpoints(
      EntityManager entities,
      AuditChain chain,
      ProofKeys keys,
      RecordStamp stamp,
      SekishoConfig config) {
    this.entities = entities;
    this.chain = chain;
    this.keys = keys;
    this.stamp = stamp;
    this.interval = config.audit().checkpointInterval();
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "sekisho.audit.checkpoint-interval must be at least " + SHORTEST);
    }
  }

  /**
   * That somebody has signed how far a chain had come.
   *
   * @param node whose process writes the chain
   * @param sequence of its newest record at that time
   * @param last whether that process stopped in order
   * @param key the id of the key
   */
  public record Signing(
      long chain, String node, long sequence, Instant time, boolean last, String key) {}

  /** The last signings of all replicas, newest first; blocks. */
  @Transactional
  public List<Signing> newest(int limit) {
    return entities
        .unwrap(Session.class)
        .createNativeQuery(NEWEST, Object[].class)
        .addScalar("chain", Long.class)
        .addScalar("node", String.class)
        .addScalar("sequence", Long.class)
        .addScalar("signed_at", Instant.class)
        .addScalar("last", Boolean.class)
        .addScalar("key", String.class)
        .setParameter("limit", limit)
        .getResultList()
        .stream()
        .map(
            row ->
                new Signing(
                    (Long) row[0],
                    (String) row[1],
                    (Long) row[2],
                    (Instant) row[3],
                    (Boolean) row[4],
                    (String) row[5]))
        .toList();
  }

  /** Signs from now on. */
  public void start() {
    long millis = interval.toMillis();
    signer.scheduleWithFixedDelay(() -> sign(false), millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Signs how far it has come at last.
   *
   * @param complete whether nothing more will come; then that is signed, too
   */
  public void stop(boolean complete) {
    signer.shutdown();
    try {
      signer.awaitTermination(SHORTEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Otherwise a commit may come in behind the end.
    sign(complete && chain.isSettled());
  }

  /** Signs if there is something new; what fails is made up for by the next one. */
  synchronized void sign(boolean last) {
    try {
      Optional<AuditChain.Head> head =
          chain.head().filter(found -> last || found.sequence() != signed);
      if (head.isPresent()) {
        QuarkusTransaction.requiringNew().run(() -> add(head.get(), last));
        signed = head.get().sequence();
      }
    } catch (RuntimeException | Error e) {
      LOG.debugf("the audit log could not be signed, trying again later: %s", e.getMessage());
    }
  }

  private void add(AuditChain.Head head, boolean last) {
    Session session = entities.unwrap(Session.class);
    long before =
        session
            .createNativeQuery(LAST, Long.class)
            .addScalar("number", Long.class)
            .setParameter("chain", head.chain())
            .getSingleResult();
    Instant now = stamp.now();
    Checkpoint checkpoint =
        Checkpoint.signed(
            head.chain(),
            before + 1,
            head.sequence(),
            head.hashText(),
            RecordJson.time(now),
            last,
            keys.signing());
    session
        .createNativeMutationQuery(ADD)
        .setParameter("chain", checkpoint.chain())
        .setParameter("number", checkpoint.number())
        .setParameter("sequence", checkpoint.sequence())
        .setParameter("hash", HexFormat.of().parseHex(checkpoint.hash()))
        .setParameter("time", now)
        .setParameter("last", last)
        .setParameter("key", checkpoint.key())
        .setParameter("signature", checkpoint.signature())
        .executeUpdate();
  }

  private static Thread signerThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-audit-signer");
    thread.setDaemon(true);
    return thread;
  }
}
