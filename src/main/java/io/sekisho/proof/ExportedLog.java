package io.sekisho.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.proof.LogVisitor.Witness;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A log as lines of JSON, one for each thing a {@link LogVisitor} is shown: an object with the one
 * member {@code chain}, {@code dropped}, {@code record}, {@code checkpoint}, {@code unchained} or,
 * at last, {@code end}. Without that it was cut off.
 */
public final class ExportedLog {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private ExportedLog() {}

  /** Writes what it is shown. */
  public static final class Writer implements LogVisitor {

    private final OutputStream out;
    private long lines;

    /** Writes to a stream, which it does not close. */
    public Writer(OutputStream out) {
      this.out = out;
    }

    @Override
    public void chain(
        long number,
        Optional<ChainStart> start,
        long from,
        boolean open,
        Optional<Witness> successor,
        Optional<Witness> writer) {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("number", number)
              .put("from", from)
              .put("open", open);
      start.ifPresent(known -> json.set("start", known.json().put("hash", known.hash())));
      successor.ifPresent(known -> json.set("successor", witness(known)));
      writer.ifPresent(known -> json.set("writer", witness(known)));
      line("chain", json);
    }

    @Override
    public void dropped(DroppedRecords statement) {
      line("dropped", statement.json());
    }

    @Override
    public void record(ObjectNode record) {
      line("record", record);
    }

    @Override
    public void checkpoint(Checkpoint checkpoint) {
      line("checkpoint", checkpoint.json());
    }

    @Override
    public void unchained(ObjectNode record) {
      line("unchained", record);
    }

    @Override
    public void end() {
      line("end", JsonNodeFactory.instance.objectNode().put("lines", lines));
    }

    private void line(String name, ObjectNode content) {
      try {
        out.write(JSON.writeValueAsBytes(JsonNodeFactory.instance.objectNode().set(name, content)));
        out.write('\n');
        lines++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static ObjectNode witness(Witness witness) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("sequence", witness.sequence())
          .put("hash", witness.hash());
    }
  }

  /**
   * Shows one line.
   *
   * @return whether it was the last one
   * @throws IllegalArgumentException if it is no such line
   */
  public static boolean read(String line, LogVisitor visitor) {
    JsonNode json = parsed(line);
    if (json.size() != 1) {
      throw new IllegalArgumentException("is not a line of an exported audit log");
    }
    String name = json.fieldNames().next();
    if (!(json.get(name) instanceof ObjectNode content)) {
      throw new IllegalArgumentException("is not a line of an exported audit log");
    }
    switch (name) {
      case "chain" -> chain(content, visitor);
      case "dropped" -> visitor.dropped(DroppedRecords.of(content));
      case "record" -> visitor.record(content);
      case "checkpoint" -> visitor.checkpoint(Checkpoint.of(content));
      case "unchained" -> visitor.unchained(content);
      case "end" -> visitor.end();
      default -> throw new IllegalArgumentException("is not a line of an exported audit log");
    }
    return name.equals("end");
  }

  /**
   * A record alone, as streams have it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ObjectNode record(String line) {
    if (parsed(line) instanceof ObjectNode record && record.has("hash")) {
      return record;
    }
    throw new IllegalArgumentException("is not a record of an audit log");
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
  }

  private static void chain(JsonNode json, LogVisitor visitor) {
    visitor.chain(
        json.path("number").asLong(),
        Optional.of(json.path("start")).filter(JsonNode::isObject).map(ChainStart::of),
        json.path("from").asLong(),
        json.path("open").asBoolean(),
        witness(json.path("successor")),
        witness(json.path("writer")));
  }

  private static Optional<Witness> witness(JsonNode json) {
    return Optional.of(json)
        .filter(JsonNode::isObject)
        .map(known -> new Witness(known.path("sequence").asLong(), known.path("hash").asText()));
  }
}
