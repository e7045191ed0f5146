package io.sekisho.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says whether a log is as it was written. Needs the same memory however long that is, apart from
 * what the retention has dropped.
 */
public final class LogVerifier implements LogVisitor {

  private static final int MAX_CHAINS = 1_000;

  private final TrustedKeys keys;
  private final List<Verification.Chain> chains = new ArrayList<>();
  private final Findings findings = new Findings();
  private Optional<ChainCheck> current = Optional.empty();
  private Optional<String> beginning = Optional.empty();
  private long lastChain;
  private long unchained;
  private long records;
  private long unproven;

  /** Believes what these keys have signed. */
  public LogVerifier(TrustedKeys keys) {
    this.keys = keys;
  }

  @Override
  public void chain(
      long number,
      Optional<ChainStart> start,
      long from,
      boolean open,
      Optional<Witness> successor,
      Optional<Witness> writer) {
    finish();
    if (number != lastChain + 1) {
      findings.add("chain_missing", lastChain + 1, null, "there is no chain of that number");
    }
    if (start.isEmpty()) {
      findings.add("chain_missing", number, null, "it has records, but no start");
    }
    lastChain = number;
    if (beginning.isEmpty()) {
      beginning = start.map(ChainStart::startedAt);
    }
    current =
        Optional.of(new ChainCheck(number, start, from, open, successor, writer, keys, findings));
  }

  @Override
  public void dropped(DroppedRecords statement) {
    current.ifPresent(chain -> chain.dropped(statement));
  }

  @Override
  public void record(ObjectNode record) {
    if (current.isPresent()) {
      current.get().record(record);
    } else {
      findings.add("chain_missing", record, "it comes before any chain");
    }
  }

  @Override
  public void checkpoint(Checkpoint checkpoint) {
    current.ifPresent(chain -> chain.checkpoint(checkpoint));
  }

  @Override
  public void unchained(ObjectNode record) {
    finish();
    unchained++;
    records++;
    // Times of one form are in the order of their texts.
    if (beginning.isPresent()
        && record.path("recordedAt").asText().compareTo(beginning.get()) > 0) {
      findings.add("inserted", record, "it is in no chain, although there were chains already");
    }
  }

  @Override
  public void end() {
    finish();
  }

  /** What was found; complete once the end has come. */
  public Verification result() {
    return new Verification(
        findings.first().isEmpty(),
        records,
        unproven,
        unchained,
        findings.trusted(),
        findings.untrusted(),
        List.copyOf(chains),
        findings.first().orElse(null),
        findings.count());
  }

  private void finish() {
    if (current.isPresent()) {
      Verification.Chain chain = current.get().finish();
      records += chain.records();
      unproven += chain.unproven();
      if (chains.size() < MAX_CHAINS) {
        chains.add(chain);
      }
      current = Optional.empty();
    }
  }
}
