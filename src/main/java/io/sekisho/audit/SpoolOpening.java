package io.sekisho.audit;

import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import io.sekisho.spool.Spool;
import io.sekisho.telemetry.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Opens the spool where the configuration has it, with what an earlier process left in it. */
final class SpoolOpening {

  private static final Logger LOG = Logger.getLogger(SpoolOpening.class);
  private static final String KEY = "sekisho.audit.spool-directory: ";

  private static final long LEAST = 1 << 20;

  private final SpoolForm form;
  private final RecordStamp stamp;
  private final NodeName node;
  private final SekishoConfig.Audit config;
  private final Path directory;

  SpoolOpening(SpoolForm form, RecordStamp stamp, NodeName node, SekishoConfig.Audit config) {
    this.form = form;
    this.stamp = stamp;
    this.node = node;
    this.config = config;
    this.directory = Path.of(config.spoolDirectory());
  }

  /**
   * Writes to it while the store is away.
   *
   * @param settlement for what goes to the store itself
   * @param maker for what comes out of the spool
   * @throws IllegalStateException if it cannot be written, or another process has it
   */
  Outlet outlet(
      Settlement settlement,
      Function<Settlement.GivenUp, Settlement> maker,
      JournalQueue queue,
      Meters meters) {
    check();
    Spool spool = open();
    return new SpoolingOutlet(
        settlement, spool, form, replay(spool, queue, maker), queue, meters, config);
  }

  /** Replays what is left of a time when there was a spool; blocks until all of it is in. */
  void emptyWhatWasLeft(JournalQueue queue, Function<Settlement.GivenUp, Settlement> maker) {
    try {
      if (Spool.isLeftIn(directory)) {
        try (Spool spool = open()) {
          LOG.warnf("replaying %d audit records that were left in the spool", spool.records());
          Replay replay = replay(spool, queue, maker);
          while (replay.step(config.maxBatch()) > 0) {
            // On, until there are none.
          }
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void check() {
    if (config.spoolAfter().compareTo(config.commitTimeout()) >= 0) {
      throw new IllegalArgumentException(
          "sekisho.audit.spool-after must be less than sekisho.audit.commit-timeout: "
              + config.commitTimeout());
    }
    if (config.spoolMaxSize().asLongValue() < LEAST) {
      throw new IllegalArgumentException("sekisho.audit.spool-max-size must be at least 1M");
    }
  }

  private Spool open() {
    try {
      Spool spool = Spool.open(directory, config.spoolMaxSize().asLongValue());
      spool.told().forEach(LOG::warn);
      return spool;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** How its records get into the store; at first, what is left open in it is ended. */
  private Replay replay(
      Spool spool, JournalQueue queue, Function<Settlement.GivenUp, Settlement> maker) {
    Replay replay = new Replay(spool, form, stamp, node.value(), maker);
    try {
      replay.endWhatWasLeftOpen().forEach(end -> queue.add(JournalEntry.plain(end)));
      return replay;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IllegalStateException failed(IOException e) {
    return new IllegalStateException(KEY + directory + ": " + RootCause.of(e), e);
  }
}
