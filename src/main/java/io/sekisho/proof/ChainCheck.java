package io.sekisho.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.proof.LogVisitor.Witness;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One chain as it goes by. */
final class ChainCheck {

  private final long number;
  private final Optional<ChainStart> start;
  private final boolean open;
  private final Optional<Witness> successor;
  private final Optional<Witness> writer;
  private final TrustedKeys keys;
  private final Findings findings;
  private final Sequences dropped = new Sequences();
  private final KeptHashes kept = new KeptHashes();

  /** The next sequence if nothing is missing. */
  private long expected;

  /** The hash of the record before that; null where that is not known. */
  private String hash;

  private Long first;
  private Long last;
  private Long lastCheckpoint;
  private long records;
  private long unproven;
  private long reached;
  private boolean ended;

  ChainCheck(
      long number,
      Optional<ChainStart> start,
      long from,
      boolean open,
      Optional<Witness> successor,
      Optional<Witness> writer,
      TrustedKeys keys,
      Findings findings) {
    this.number = number;
    this.start = start;
    this.expected = from;
    this.open = open;
    this.successor = successor;
    this.writer = writer;
    this.keys = keys;
    this.findings = findings;
    if (from == 1) {
      hash = start.map(ChainStart::hash).orElse(null);
      lastCheckpoint = 0L;
    }
    witnesses()
        .filter(witness -> witness.sequence() == 0)
        .forEach(witness -> compare(witness.hash(), 0, "what is known of it from elsewhere"));
  }

  void dropped(DroppedRecords statement) {
    String what = "what is said to be dropped";
    if (isForeign(statement.chain(), null)) {
      return;
    }
    if (findings.believes(statement.signedBy(keys), what, number, null)) {
      try {
        dropped.addAll(statement.sequences());
        if (statement.kept() != null) {
          kept.addAll(statement.kept());
        }
      } catch (IllegalArgumentException e) {
        findings.add("signature_invalid", number, null, what + " is no list of records");
      }
    }
  }

  void record(ObjectNode record) {
    records++;
    unproven++;
    long sequence = record.path("sequence").asLong();
    if (record.path("chain").asLong() != number) {
      findings.add("inserted", record, "it is of another chain");
      return;
    }
    if (sequence < expected) {
      findings.add("inserted", record, "there is another record in its place");
      return;
    }
    if (ended) {
      findings.add("inserted", record, "it comes behind the end of its chain");
    }
    if (sequence > expected) {
      OptionalLong gap = dropped.firstMissing(expected, sequence - 1);
      if (gap.isPresent()) {
        findings.add("missing", number, gap.getAsLong(), missing(sequence - 1));
      }
      hash = null;
    }
    check(record);
    hash = record.path("hash").asText();
    expected = sequence + 1;
    first = first == null ? Long.valueOf(sequence) : first;
    last = sequence;
    kept.of(sequence).ifPresent(known -> signed(known, sequence, "when the next was dropped"));
    witnesses()
        .filter(witness -> witness.sequence() == sequence)
        .forEach(witness -> compare(witness.hash(), sequence, "what is known from elsewhere"));
  }

  void checkpoint(Checkpoint checkpoint) {
    long sequence = checkpoint.sequence();
    if (isForeign(checkpoint.chain(), sequence)) {
      return;
    }
    if (lastCheckpoint != null && checkpoint.number() != lastCheckpoint + 1) {
      findings.add(
          "checkpoint_missing",
          number,
          sequence,
          "number " + (lastCheckpoint + 1) + " is not there");
    }
    lastCheckpoint = checkpoint.number();
    if (!findings.believes(checkpoint.signedBy(keys), "a checkpoint", number, sequence)) {
      return;
    }
    reached = Math.max(reached, sequence);
    ended |= checkpoint.last();
    if (sequence == expected - 1) {
      signed(checkpoint.hash(), sequence, "in a checkpoint");
    }
  }

  Verification.Chain finish() {
    long known =
        Stream.concat(Stream.of(reached), witnesses().map(Witness::sequence))
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    if (open) {
      dropped
          .firstMissing(expected, known)
          .ifPresent(sequence -> findings.add("tail_cut", number, sequence, missing(known)));
    }
    return new Verification.Chain(
        number,
        start.map(ChainStart::node).orElse(null),
        start.map(ChainStart::startedAt).orElse(null),
        first,
        last,
        records,
        unproven,
        ended);
  }

  private void check(ObjectNode record) {
    boolean follows = hash == null || hash.equals(record.path("previousHash").asText());
    boolean itself = hashOf(record).equals(record.path("hash").asText());
    if (!itself) {
      findings.add(
          follows ? "altered" : "out_of_order",
          record,
          follows
              ? "its hash is not of what it says"
              : "neither its hash nor that of the record before it is right");
    } else if (!follows) {
      findings.add(
          "rewritten", record, "it does not have the hash of the record before: one was altered");
    }
  }

  /** What is signed of one chain proves nothing of another. */
  private boolean isForeign(long chain, Long sequence) {
    if (chain != number) {
      findings.add("signature_invalid", number, sequence, "it is signed of chain " + chain);
    }
    return chain != number;
  }

  static String hashOf(ObjectNode record) {
    ObjectNode hashed = record.deepCopy();
    hashed.remove("hash");
    return HexFormat.of().formatHex(CanonicalJson.sha256(hashed));
  }

  private void signed(String known, long sequence, String where) {
    compare(known, sequence, "what was signed " + where);
    unproven = 0;
  }

  private void compare(String known, long sequence, String source) {
    if (hash != null && !Objects.equals(hash, known)) {
      findings.add(
          "rewritten",
          number,
          sequence,
          source + " has another hash: it or one before was altered");
    }
  }

  private Stream<Witness> witnesses() {
    return Stream.concat(successor.stream(), writer.stream());
  }

  private String missing(long last) {
    return "not there, and not dropped by the retention; the last of them is at most " + last;
  }
}
