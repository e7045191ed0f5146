package io.sekisho.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What came on streams, and what may have happened to it. */
class StreamedLogTest {

  private static final SigningKey KEY = SigningKey.generate();
  private static final TrustedKeys TRUSTED = new TrustedKeys(List.of(KEY.publicKey()));
  private static final String TIME = "2026-11-26T12:00:00.000000Z";
  private static final int LENGTH = 20;
  private static final int PROVEN = 15;

  private final List<ObjectNode> one = chain(1, LENGTH);
  private final List<ObjectNode> two = chain(2, LENGTH);
  private final List<Checkpoint> checkpoints =
      new ArrayList<>(List.of(checkpoint(one, PROVEN), checkpoint(two, PROVEN)));

  @Test
  void shouldFindNothingInWhatCameAsItWasWritten() {
    StreamedLog.Result found = verify(mixed(1));

    assertThat(found.fault()).isEmpty();
    assertThat(found.records()).isEqualTo(2 * LENGTH);
    assertThat(found.repeated()).isZero();
    assertThat(found.chains()).isEqualTo(2);
    assertThat(found.partial()).isZero();
    assertThat(found.unproven()).isEqualTo(2 * (LENGTH - PROVEN));
  }

  @Test
  void shouldCountOnceWhatCameAgain() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<ObjectNode> stream = mixed(seed);
      int from = random.nextInt(stream.size());
      int to = from + random.nextInt(stream.size() - from);
      int at = to + random.nextInt(stream.size() - to);
      stream.addAll(at, List.copyOf(stream.subList(from, to)));

      StreamedLog.Result found = verify(stream);

      assertThat(found.fault()).as("seed %d", seed).isEmpty();
      assertThat(found.records()).as("seed %d", seed).isEqualTo(2 * LENGTH);
      assertThat(found.repeated()).as("seed %d", seed).isEqualTo(to - from);
    }
  }

  @Test
  void shouldTakeAStreamThatBeganLater() {
    StreamedLog.Result found = verify(two.subList(5, LENGTH));

    assertThat(found.fault()).isEmpty();
    assertThat(found.partial()).isEqualTo(1);
  }

  @Test
  void shouldFindWhatIsAltered() {
    find("altered", 2, 7, stream -> at(stream, 2, 7).put("user", "mallory"));
    find("altered", 2, 7, stream -> at(stream, 2, 7).remove("user"));
    find("rewritten", 2, 8, stream -> hashed(at(stream, 2, 7).put("user", "mallory")));
  }

  @Test
  void shouldFindAHistoryThatWasWrittenAnew() {
    find(
        "rewritten",
        1,
        PROVEN,
        stream -> {
          String hash = hashed(at(stream, 1, 7).put("user", "mallory"));
          for (int sequence = 8; sequence <= LENGTH; sequence++) {
            hash = hashed(at(stream, 1, sequence).put("previousHash", hash));
          }
        });
  }

  @Test
  void shouldFindWhatIsMissing() {
    find("missing", 1, 7, stream -> stream.remove(at(stream, 1, 7)));
    find("missing", 1, PROVEN, stream -> stream.remove(at(stream, 1, PROVEN)));
  }

  @Test
  void shouldFindATailThatWasCutOff() {
    find(
        "tail_cut",
        2,
        PROVEN,
        stream ->
            stream.removeIf(
                record ->
                    record.get("chain").asLong() == 2
                        && record.get("sequence").asLong() >= PROVEN));
    find("tail_cut", 2, 1, stream -> stream.removeIf(record -> record.get("chain").asLong() == 2));
  }

  @Test
  void shouldFindWhatCameInThePlaceOfAnother() {
    find(
        "inserted",
        1,
        7,
        stream -> {
          ObjectNode other = at(stream, 1, 7).deepCopy().put("user", "mallory");
          hashed(other);
          stream.add(other);
        });
  }

  @Test
  void shouldFindWhatChangedItsPlace() {
    find(
        "missing",
        1,
        7,
        stream -> {
          ObjectNode record = at(stream, 1, 7);
          stream.remove(record);
          stream.add(record);
        });
  }

  @Test
  void shouldBelieveTheGivenKeyOnly() {
    SigningKey other = SigningKey.generate();
    checkpoints.clear();
    checkpoints.add(
        Checkpoint.signed(
            1, 1, PROVEN, one.get(PROVEN - 1).get("hash").asText(), TIME, false, other));

    assertThat(verify(one).unproven()).isEqualTo(LENGTH);
  }

  private void find(String kind, long chain, long sequence, Consumer<List<ObjectNode>> crime) {
    List<ObjectNode> stream = new ArrayList<>(mixed(3).stream().map(ObjectNode::deepCopy).toList());
    crime.accept(stream);

    Fault fault = verify(stream).fault().orElseThrow();

    assertThat(fault.kind()).as(fault.detail()).isEqualTo(kind);
    assertThat(fault.chain()).isEqualTo(chain);
    assertThat(fault.sequence()).isEqualTo(sequence);
  }

  private StreamedLog.Result verify(List<ObjectNode> stream) {
    StreamedLog log = new StreamedLog(TRUSTED);
    checkpoints.forEach(log.checkpoints()::checkpoint);
    stream.forEach(log::record);
    return log.end();
  }

  /** Each chain in its order, both together in any. */
  private List<ObjectNode> mixed(int seed) {
    Random random = new Random(seed);
    List<ObjectNode> mixed = new ArrayList<>(one);
    int from = 0;
    for (ObjectNode record : two) {
      from += random.nextInt(mixed.size() - from + 1);
      mixed.add(from++, record);
    }
    return mixed;
  }

  private static ObjectNode at(List<ObjectNode> stream, long chain, long sequence) {
    return stream.stream()
        .filter(
            record ->
                record.get("chain").asLong() == chain
                    && record.get("sequence").asLong() == sequence)
        .findFirst()
        .orElseThrow();
  }

  private static List<ObjectNode> chain(long number, int length) {
    List<ObjectNode> chain = new ArrayList<>();
    String hash = new ChainStart(number, "node", TIME, 0, ChainStart.NO_HASH).hash();
    for (int sequence = 1; sequence <= length; sequence++) {
      ObjectNode record =
          JsonNodeFactory.instance
              .objectNode()
              .put("id", number + "-" + sequence)
              .put("user", "alice")
              .put("chain", number)
              .put("sequence", (long) sequence)
              .put("previousHash", hash);
      hash = hashed(record);
      chain.add(record);
    }
    return chain;
  }

  private static String hashed(ObjectNode record) {
    record.remove("hash");
    String hash = HexFormat.of().formatHex(CanonicalJson.sha256(record));
    record.put("hash", hash);
    return hash;
  }

  private static Checkpoint checkpoint(List<ObjectNode> chain, int sequence) {
    ObjectNode record = chain.get(sequence - 1);
    return Checkpoint.signed(
        record.get("chain").asLong(), 1, sequence, record.get("hash").asText(), TIME, false, KEY);
  }
}
