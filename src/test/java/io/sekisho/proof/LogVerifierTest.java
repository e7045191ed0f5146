package io.sekisho.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.proof.LogVisitor.Witness;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs as they are written, and what happens to them; as they are and through an export. */
class LogVerifierTest {

  private static final SigningKey KEY = SigningKey.generate();
  private static final TrustedKeys TRUSTED = new TrustedKeys(List.of(KEY.publicKey()));
  private static final String TIME = "2026-11-26T12:00:00.000000Z";

  private final Random random = new Random(5);

  @Test
  void shouldFindNothingInLogsAsTheyAreWritten() {
    for (int i = 0; i < 200; i++) {
      List<Written> log = log();
      Verification found = verify(log);
      assertThat(found.intact()).as(String.valueOf(found.fault())).isTrue();
      assertThat(found.records()).isEqualTo(log.stream().mapToLong(c -> c.records.size()).sum());
      assertThat(found.unproven()).isEqualTo(log.stream().mapToLong(Written::unproven).sum());
      assertThat(found.chains()).hasSameSizeAs(log);
    }
  }

  @Test
  void shouldFindARecordThatIsAltered() {
    crime("altered", (chain, at) -> chain.records.get(at).put("user", "mallory"));
  }

  @Test
  void shouldFindAFieldThatIsAddedOrTakenAway() {
    crime("altered", (chain, at) -> chain.records.get(at).put("more", true));
    crime("altered", (chain, at) -> chain.records.get(at).remove("user"));
  }

  @Test
  void shouldFindARecordThatIsGone() {
    crime(at -> at > 0, "missing", (chain, at) -> chain.records.remove(at), (chain, at) -> at + 1L);
  }

  @Test
  void shouldFindARecordThatCameToIt() {
    crime("inserted", (chain, at) -> chain.records.add(at, chain.records.get(at).deepCopy()));
  }

  @Test
  void shouldFindRecordsThatChangedPlaces() {
    crime(
        "out_of_order",
        (chain, at) -> {
          ObjectNode one = chain.records.get(at);
          ObjectNode other = chain.records.get(at + 1);
          other.put("sequence", at + 1);
          one.put("sequence", at + 2);
          chain.records.set(at, other);
          chain.records.set(at + 1, one);
        });
  }

  @Test
  void shouldFindAHistoryThatWasWrittenAnewByItsCheckpoints() {
    for (int i = 0; i < 200; i++) {
      List<Written> log = log();
      Written chain = log.get(random.nextInt(log.size()));
      if (chain.proven() == 0) {
        continue;
      }
      chain.records.get(random.nextInt((int) chain.proven())).put("user", "mallory");
      chain.hash();
      Verification found = verify(log);
      assertThat(found.intact()).isFalse();
      assertThat(found.fault().kind()).isEqualTo("rewritten");
    }
  }

  @Test
  void shouldFindATailThatIsCutOffUpToTheLastCheckpoint() {
    for (int i = 0; i < 300; i++) {
      List<Written> log = log();
      Written chain = log.get(log.size() - 1);
      int left = random.nextInt(chain.records.size());
      boolean proven = left < chain.proven();
      while (chain.records.size() > left) {
        chain.records.remove(left);
      }
      Verification found = verify(log);
      assertThat(found.intact()).as("what no checkpoint proves can be cut").isEqualTo(!proven);
      if (proven) {
        assertThat(found.fault().kind()).isEqualTo("tail_cut");
        assertThat(found.fault().sequence()).isEqualTo(left + 1);
      }
    }
  }

  @Test
  void shouldFindThatAChainIsGoneAsAWhole() {
    List<Written> three = chained(3);
    three.remove(1);
    Verification found = verify(three);
    assertThat(found.fault().kind()).isEqualTo("chain_missing");
    assertThat(found.fault().chain()).isEqualTo(2);
  }

  @Test
  void shouldFindByItsSuccessorThatAChainWithoutCheckpointsWasCut() {
    List<Written> two = chained(2);
    Written first = two.get(0);
    first.checkpoints.clear();
    first.records.remove(first.records.size() - 1);
    assertThat(verify(two).fault().kind()).isEqualTo("tail_cut");
  }

  @Test
  void shouldFindRecordsBehindTheEndOfAChain() {
    List<Written> one = chained(1);
    Written chain = one.get(0);
    chain.checkpoint(chain.records.size(), true);
    assertThat(verify(one).intact()).isTrue();
    chain.add();
    chain.hash();
    assertThat(verify(one).fault().kind()).isEqualTo("inserted");
  }

  @Test
  void shouldTakeForDroppedOnlyWhatIsSignedToBe() {
    List<Written> one = chained(1);
    Written chain = one.get(0);
    chain.records.subList(2, 5).clear();
    assertThat(verify(one).fault().kind()).isEqualTo("missing");
    chain.dropped.add(DroppedRecords.signed(1, "2026_01", "3-4", null, TIME, KEY));
    assertThat(verify(one).fault().sequence()).isEqualTo(5);
    chain.dropped.add(DroppedRecords.signed(1, "2026_02", "5-5", null, TIME, KEY));
    assertThat(verify(one).intact()).isTrue();
    chain.dropped.set(
        0, DroppedRecords.signed(1, "2026_01", "3-4", null, TIME, SigningKey.generate()));
    assertThat(verify(one).fault().kind()).isEqualTo("missing");
    assertThat(verify(one).untrusted()).isEqualTo(1);
  }

  @Test
  void shouldFindAlteredWhatStandsBeforeAGap() {
    List<Written> one = chained(1);
    Written chain = one.get(0);
    chain.checkpoints.clear();
    KeptHashes kept = new KeptHashes();
    kept.add(2, HexFormat.of().parseHex(chain.hash(2)));
    chain.records.subList(2, 5).clear();
    chain.dropped.add(DroppedRecords.signed(1, "2026_01", "3-5", kept.statement(), TIME, KEY));
    assertThat(verify(one).intact()).isTrue();

    ObjectNode altered = chain.records.get(1);
    altered.put("user", "mallory");
    altered.remove("hash");
    altered.put("hash", HexFormat.of().formatHex(CanonicalJson.sha256(altered)));
    assertThat(verify(one).fault().kind()).isEqualTo("rewritten");
    assertThat(verify(one).fault().sequence()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "2:", "2:zz", "x:00", "2:00,"})
  void shouldNotBelieveWhatIsNoListOfKeptRecords(String kept) {
    List<Written> one = chained(1);
    one.get(0).dropped.add(DroppedRecords.signed(1, "2026_01", "3-5", kept, TIME, KEY));
    assertThat(verify(one).fault().kind()).isEqualTo("signature_invalid");
  }

  @Test
  void shouldTakeAStatementForThatOfItsChainOnly() {
    List<Written> two = chained(2);
    two.get(1).records.subList(2, 5).clear();
    two.get(1).dropped.add(DroppedRecords.signed(1, "2026_01", "3-5", null, TIME, KEY));
    assertThat(verify(two).intact()).isFalse();
    List<Written> one = chained(1);
    one.get(0).records.remove(one.get(0).records.size() - 1);
    Checkpoint of = one.get(0).checkpoints.get(one.get(0).checkpoints.size() - 1);
    one.get(0).checkpoints.clear();
    one.get(0)
        .checkpoints
        .add(Checkpoint.signed(7, 1, of.sequence() - 1, of.hash(), TIME, true, KEY));
    assertThat(verify(one).intact()).as("a checkpoint of another chain").isFalse();
  }

  @Test
  void shouldTellRecordsOfNoChainFromThoseOfBefore() {
    List<Written> one = chained(1);
    ObjectNode before = JsonNodeFactory.instance.objectNode().put("id", "x");
    before.put("recordedAt", "2026-11-26T11:59:59.999999Z");
    Verification old = verify(one, List.of(before));
    assertThat(old.intact()).isTrue();
    assertThat(old.unchained()).isEqualTo(1);
    before.put("recordedAt", "2026-11-26T12:00:00.000001Z");
    assertThat(verify(one, List.of(before)).fault().kind()).isEqualTo("inserted");
  }

  private interface Crime {
    void on(Written chain, int at);
  }

  private interface Place {
    long of(Written chain, int at);
  }

  private interface Where {
    boolean is(int at);
  }

  private void crime(String kind, Crime crime) {
    crime(at -> true, kind, crime, (chain, at) -> at + 1L);
  }

  private void crime(Where where, String kind, Crime crime, Place place) {
    for (int i = 0; i < 200; i++) {
      List<Written> log = log();
      Written chain = log.get(random.nextInt(log.size()));
      int at = random.nextInt(chain.records.size() - 1);
      if (where.is(at)) {
        crime.on(chain, at);
        Verification found = verify(log);
        assertThat(found.intact()).isFalse();
        assertThat(found.fault().kind() + found.fault().sequence())
            .as(found.fault().toString())
            .isEqualTo(kind + (kind.equals("inserted") ? at + 1L : place.of(chain, at)));
      }
    }
  }

  private List<Written> log() {
    return chained(1 + random.nextInt(4));
  }

  private List<Written> chained(int number) {
    List<Written> log = new ArrayList<>();
    String hash = ChainStart.NO_HASH;
    long sequence = 0;
    for (int i = 1; i <= number; i++) {
      Written chain = new Written(i, hash, sequence, 6 + random.nextInt(20));
      log.add(chain);
      sequence = chain.records.size();
      hash = chain.hash((int) sequence);
    }
    return log;
  }

  /** A chain as it stands in a database. */
  private final class Written {

    private final ChainStart start;
    private final List<ObjectNode> records = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<DroppedRecords> dropped = new ArrayList<>();

    Written(long number, String previousHash, long previousSequence, int records) {
      start = new ChainStart(number, "node-" + number, TIME, previousSequence, previousHash);
      for (int i = 0; i < records; i++) {
        add();
      }
      hash();
      for (int i = 1 + random.nextInt(5); i <= records; i += 1 + random.nextInt(9)) {
        checkpoint(i, false);
      }
    }

    void add() {
      records.add(
          JsonNodeFactory.instance
              .objectNode()
              .put("id", "id-" + random.nextInt())
              .put("tunnelId", "t")
              .put("user", "alice")
              .put("chain", start.chain())
              .put("sequence", records.size() + 1));
    }

    /** As if all were written now. */
    void hash() {
      String previous = start.hash();
      for (ObjectNode record : records) {
        record.remove("hash");
        record.put("previousHash", previous);
        previous = HexFormat.of().formatHex(CanonicalJson.sha256(record));
        record.put("hash", previous);
      }
    }

    void checkpoint(int sequence, boolean last) {
      checkpoints.add(
          Checkpoint.signed(
              start.chain(), checkpoints.size() + 1L, sequence, hash(sequence), TIME, last, KEY));
    }

    String hash(int sequence) {
      return sequence == 0 ? start.hash() : records.get(sequence - 1).path("hash").asText();
    }

    long proven() {
      return checkpoints.isEmpty() ? 0 : checkpoints.get(checkpoints.size() - 1).sequence();
    }

    long unproven() {
      return records.size() - proven();
    }
  }

  private static Verification verify(List<Written> log) {
    return verify(log, List.of());
  }

  /** By itself, and by what an export of it says: they must not differ. */
  private static Verification verify(List<Written> log, List<ObjectNode> unchained) {
    LogVerifier direct = new LogVerifier(TRUSTED);
    show(log, unchained, direct);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    show(log, unchained, new ExportedLog.Writer(out));
    LogVerifier exported = new LogVerifier(TRUSTED);
    out.toString(StandardCharsets.UTF_8).lines().forEach(line -> ExportedLog.read(line, exported));
    assertThat(exported.result()).isEqualTo(direct.result());
    return direct.result();
  }

  private static void show(List<Written> log, List<ObjectNode> unchained, LogVisitor visitor) {
    for (int i = 0; i < log.size(); i++) {
      Written chain = log.get(i);
      Optional<Witness> successor =
          i + 1 < log.size()
              ? Optional.of(log.get(i + 1).start)
                  .filter(next -> next.chain() == chain.start.chain() + 1)
                  .map(next -> new Witness(next.previousSequence(), next.previousHash()))
              : Optional.empty();
      visitor.chain(
          chain.start.chain(), Optional.of(chain.start), 1, true, successor, Optional.empty());
      chain.dropped.forEach(visitor::dropped);
      int next = 0;
      for (ObjectNode record : chain.records) {
        while (next < chain.checkpoints.size()
            && chain.checkpoints.get(next).sequence() < record.path("sequence").asLong()) {
          visitor.checkpoint(chain.checkpoints.get(next++));
        }
        visitor.record(record.deepCopy());
      }
      while (next < chain.checkpoints.size()) {
        visitor.checkpoint(chain.checkpoints.get(next++));
      }
    }
    unchained.forEach(visitor::unchained);
    visitor.end();
  }
}
