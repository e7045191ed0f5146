package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.AuditRecord.Spooled.Kind;
import io.sekisho.audit.DialledAddress;
import io.sekisho.config.Nodes;
import io.sekisho.proof.CanonicalJson;
import io.sekisho.support.Fuzz;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows as JSON and back, with every column, and records as they lie in the spool. */
@Tag(Fuzz.TAG)
class RecordJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SpooledRecords form = new SpooledRecords(Nodes.named("node-1"));

  @Test
  void shouldComeBackAsItWasWithEveryColumn() throws Exception {
    for (int number = 0; number < Fuzz.inputs() / 10; number++) {
      AuditRecordEntity row = row(Fuzz.source(number));
      String json = text(row);

      AuditRecordEntity back = RecordJson.row(MAPPER.readTree(json));

      for (Field field : columns()) {
        assertThat(field.get(back))
            .as(field.getName() + " of " + json + ", seed " + Fuzz.seed())
            .isEqualTo(field.get(row));
      }
      assertThat(text(back)).isEqualTo(json);
    }
  }

  @Test
  void shouldBeWrittenInTheFormThatIsHashedWhenItIsReadBack() throws Exception {
    for (int number = 0; number < Fuzz.inputs() / 10; number++) {
      StringBuilder written = new StringBuilder("before");
      byte[] hash = RecordText.writeHashed(row(Fuzz.source(number)), written);
      ObjectNode json = (ObjectNode) MAPPER.readTree(written.substring("before".length()));

      assertThat(json.remove("hash").textValue())
          .as("hash of " + written + ", seed " + Fuzz.seed())
          .isEqualTo(HexFormat.of().formatHex(hash))
          .isEqualTo(HexFormat.of().formatHex(CanonicalJson.sha256(json)));
    }
  }

  @Test
  void shouldKnowEveryFieldOfARow() {
    assertThat(RecordColumns.HASHED).hasSize(columns().size());
  }

  @Test
  void shouldNotLoseWhatItDoesNotKnow() throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(text(row(new Random(1))));
    json.put("later", "a column of a newer version");
    assertThatThrownBy(() -> RecordJson.row(json)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldComeOutOfTheSpoolAsTheRowThatItWouldHaveBeen() {
    Instant time = Instant.parse("2026-03-01T00:00:00.000001Z");
    UUID id = UUID.randomUUID();
    AuditRecord.Closed closed =
        new AuditRecord.Closed(
            id,
            time.plusSeconds(1),
            UUID.randomUUID(),
            time,
            CloseReason.KILLED,
            Optional.of("by \"adam\"\n"),
            Long.MAX_VALUE,
            2,
            Inspection.NONE);
    UUID replaced = UUID.randomUUID();

    AuditRecord.Spooled spooled = form.read(form.write(closed, Optional.of(replaced)));

    assertThat(spooled.id()).isEqualTo(id);
    assertThat(spooled.time()).isEqualTo(closed.time());
    assertThat(spooled.tunnel()).isEqualTo(closed.tunnel());
    assertThat(spooled.attempted()).isEqualTo(time);
    assertThat(spooled.node()).isEqualTo("node-1");
    assertThat(spooled.kind()).isEqualTo(Kind.CLOSED);
    assertThat(spooled.replaces()).contains(replaced);
    assertThat(text(AuditRecordMapping.row(spooled, "another")))
        .isEqualTo(text(AuditRecordMapping.row(closed, "node-1")));
    AuditRecordEntity told =
        AuditRecordMapping.row(
            spooled.toldOtherwise("after it was taken for lost").orElseThrow(), "another");
    AuditRecordEntity direct =
        AuditRecordMapping.row(
            closed.toldOtherwise("after it was taken for lost").orElseThrow(), "node-1");
    assertThat(text(told)).isEqualTo(text(direct));
  }

  @Test
  void shouldTakeNothingElseForARecord() {
    byte[] whole =
        form.write(
            new AuditRecord.Lost(
                UUID.randomUUID(),
                Instant.EPOCH,
                UUID.randomUUID(),
                Instant.EPOCH,
                "lost",
                "found",
                Optional.empty(),
                Optional.empty()),
            Optional.empty());
    assertThat(form.read(whole).node()).isEqualTo("lost");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> form.read(cut))
          .as("cut at %d", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String text(AuditRecordEntity row) {
    StringBuilder text = new StringBuilder();
    RecordText.write(row, text);
    return text.toString();
  }

  private static List<Field> columns() {
    return Arrays.stream(AuditRecordEntity.class.getDeclaredFields())
        .filter(field -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()))
        .filter(field -> !field.getName().equals("hash"))
        .toList();
  }

  /** Each column by itself has something or nothing. */
  private static AuditRecordEntity row(Random random) throws IOException {
    AuditRecordEntity row = new AuditRecordEntity();
    try {
      for (Field field : columns()) {
        if (random.nextInt(4) != 0) {
          field.set(row, value(field, random));
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return row;
  }

  private static Object value(Field field, Random random) throws UnknownHostException {
    return switch (field.getType().getSimpleName()) {
      case "String" -> text(random);
      case "UUID" -> new UUID(random.nextLong(), random.nextLong());
      case "Instant" ->
          Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000) * 1_000L)
              .truncatedTo(ChronoUnit.MICROS);
      case "Integer" -> random.nextInt();
      case "Long" -> random.nextLong();
      case "Short" -> (short) random.nextInt();
      case "Boolean" -> random.nextBoolean();
      case "String[]" ->
          IntStream.range(0, random.nextInt(4)).mapToObj(i -> text(random)).toArray(String[]::new);
      case "byte[]" -> bytes(random, random.nextInt(40));
      case "InetAddress" -> InetAddress.getByAddress(bytes(random, random.nextBoolean() ? 4 : 16));
      case "List" ->
          IntStream.range(0, random.nextInt(3))
              .mapToObj(
                  i ->
                      new DialledAddress(
                          text(random),
                          text(random),
                          random.nextLong(),
                          random.nextBoolean() ? null : text(random)))
              .toList();
      default -> throw new AssertionError("a column of a new type: " + field);
    };
  }

  /** What may be stored: no control characters, no half of a pair. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int c = random.nextInt(3) == 0 ? random.nextInt(0x11_0000) : 0x20 + random.nextInt(0x5f);
      text.appendCodePoint(c);
    }
    return AuditRecordMapping.clean(text.toString());
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
