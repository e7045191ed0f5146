package io.sekisho.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says whether the records that left on a stream are as they were written, with none missing from
 * where a chain begins in them to its last checkpoint. What came again counts once. The checkpoints
 * come from an export, and the last of each chain is enough. Memory is bounded but for these.
 */
public final class StreamedLog {

  /** Of so many records it is known that they came, so that they may come again. */
  private static final int REMEMBERED = 100_000;

  private final TrustedKeys keys;
  private final Findings findings = new Findings();
  private final Map<Long, NavigableMap<Long, String>> checkpoints = new TreeMap<>();
  private final NavigableMap<Long, Progress> chains = new TreeMap<>();
  private final Map<Place, String> remembered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long records;
  private long repeated;

  /** Believes what these keys have signed. */
  public StreamedLog(TrustedKeys keys) {
    this.keys = keys;
  }

  /**
   * What was found in the records of a stream.
   *
   * @param records how many different ones came
   * @param repeated how many came again
   * @param chains of how many chains
   * @param partial of how many of them the beginning did not come
   * @param unproven how many records stand behind the last checkpoints
   * @param fault the first one
   * @param faults how many
   */
  public record Result(
      long records,
      long repeated,
      long chains,
      long partial,
      long unproven,
      Optional<Fault> fault,
      long faults) {}

  private record Place(long chain, long sequence) {}

  /** How far a chain has come. */
  private static final class Progress {
    private final long first;
    private long last;
    private String hash;
    private long proven;

    private Progress(long first) {
      this.first = first;
      this.last = first - 1;
      this.proven = first - 1;
    }
  }

  /** Takes the checkpoints of an export; all of them come before the records. */
  public LogVisitor checkpoints() {
    return new Signatures();
  }

  /** The next record that came. */
  public void record(ObjectNode record) {
    long chain = record.path("chain").asLong();
    long sequence = record.path("sequence").asLong();
    String hash = record.path("hash").asText();
    if (!ChainCheck.hashOf(record).equals(hash)) {
      findings.add("altered", record, "its hash is not of what it says");
    }
    Progress progress = chains.computeIfAbsent(chain, number -> new Progress(sequence));
    if (sequence > progress.last) {
      follow(progress, record);
    } else {
      repeat(record, remembered.get(new Place(chain, sequence)));
    }
  }

  /** Nothing comes any more. */
  public Result end() {
    checkpoints.forEach(this::reach);
    return new Result(
        records,
        repeated,
        chains.size(),
        chains.values().stream().filter(chain -> chain.first > 1).count(),
        chains.values().stream().mapToLong(chain -> chain.last - chain.proven).sum(),
        findings.first(),
        findings.count());
  }

  private void follow(Progress progress, ObjectNode record) {
    long chain = record.path("chain").asLong();
    long sequence = record.path("sequence").asLong();
    String hash = record.path("hash").asText();
    if (sequence > progress.last + 1) {
      findings.add("missing", chain, progress.last + 1, "not there; the next one is " + sequence);
    } else if (progress.hash != null
        && !progress.hash.equals(record.path("previousHash").asText())) {
      findings.add("rewritten", record, "it does not have the hash of the record before");
    }
    String signed = checkpoints.getOrDefault(chain, new TreeMap<>()).get(sequence);
    if (signed != null) {
      if (!signed.equals(hash)) {
        findings.add(
            "rewritten", record, "a checkpoint has another hash: it or one before was altered");
      }
      progress.proven = sequence;
    }
    records++;
    progress.last = sequence;
    progress.hash = hash;
    remembered.put(new Place(chain, sequence), hash);
  }

  private void repeat(ObjectNode record, String before) {
    repeated++;
    if (before == null) {
      findings.add(
          "out_of_order", record, "it comes long behind where it stands, or for the first time");
    } else if (!before.equals(record.path("hash").asText())) {
      findings.add("inserted", record, "another record came in its place");
    }
  }

  /** A stream that began later has nothing of chains that were over by then. */
  private void reach(long chain, NavigableMap<Long, String> signed) {
    long known = signed.lastKey();
    Progress progress = chains.get(chain);
    long last = progress == null ? 0 : progress.last;
    if (last < known && !chains.isEmpty() && chain >= chains.firstKey()) {
      findings.add("tail_cut", chain, last + 1, "not there; the last of them is at least " + known);
    }
  }

  /** Of an export no more counts here than what is signed of chains. */
  private final class Signatures implements LogVisitor {

    @Override
    public void checkpoint(Checkpoint checkpoint) {
      long chain = checkpoint.chain();
      if (findings.believes(
          checkpoint.signedBy(keys), "a checkpoint", chain, checkpoint.sequence())) {
        checkpoints
            .computeIfAbsent(chain, number -> new TreeMap<>())
            .put(checkpoint.sequence(), checkpoint.hash());
      }
    }

    @Override
    public void chain(
        long number,
        Optional<ChainStart> start,
        long from,
        boolean open,
        Optional<Witness> successor,
        Optional<Witness> writer) {}

    @Override
    public void dropped(DroppedRecords statement) {}

    @Override
    public void record(ObjectNode record) {}

    @Override
    public void unchained(ObjectNode record) {}

    @Override
    public void end() {}
  }
}
