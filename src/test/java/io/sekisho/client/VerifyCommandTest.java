package io.sekisho.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.proof.CanonicalJson;
import io.sekisho.proof.ChainStart;
import io.sekisho.proof.Checkpoint;
import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {

  private static final String TIME = "2026-11-26T12:00:00.000000Z";
  private static final SigningKey KEY = SigningKey.generate();

  @TempDir Path directory;

  private Path key;
  private String export;

  @BeforeEach
  void exportOneRecord() throws IOException {
    key = Files.writeString(directory.resolve("key.pem"), KEY.publicKey().pem());
    ChainStart start = new ChainStart(1, "a", TIME, 0, ChainStart.NO_HASH);
    ObjectNode record =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "x")
            .put("user", "alice")
            .put("chain", 1)
            .put("sequence", 1)
            .put("previousHash", start.hash());
    String hash = HexFormat.of().formatHex(CanonicalJson.sha256(record));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportedLog.Writer writer = new ExportedLog.Writer(out);
    writer.chain(1, Optional.of(start), 1, true, Optional.empty(), Optional.empty());
    writer.record(record.put("hash", hash));
    writer.checkpoint(Checkpoint.signed(1, 1, 1, hash, TIME, true, KEY));
    writer.end();
    export = out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldSayThatALogIsIntact() throws IOException {
    assertThat(verify(export))
        .isEqualTo("intact: records=1 unproven=0 unchained=0 checkpoints=1 untrusted=0\n");
  }

  @Test
  void shouldSayWhatIsNot() {
    assertThatThrownBy(() -> verify(export.replace("alice", "mallory")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("not intact: altered, chain 1, sequence 1, record x");
    assertThatThrownBy(() -> verify(export.replace("\"x\"", "\"\\u001b[2J\"")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("record ?[2J");
  }

  @Test
  void shouldSayWhetherAStreamIsIntact() throws IOException {
    String record = export.lines().toList().get(1).replaceAll("^\\{\"record\":(.*)}$", "$1");
    Path stream =
        Files.writeString(directory.resolve("stream.ndjson"), record + "\n" + record + "\n");
    assertThat(verify(export, "--stream=" + stream))
        .isEqualTo("intact: records=1 repeated=1 chains=1 partial=0 unproven=0\n");

    Files.writeString(stream, record.replace("alice", "mallory") + "\n");
    assertThatThrownBy(() -> verify(export, "--stream=" + stream))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("not intact: altered, chain 1, sequence 1, record x");
    Files.writeString(stream, export);
    assertThatThrownBy(() -> verify(export, "--stream=" + stream))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 1 is not a record");
  }

  @Test
  void shouldNotTakeAPartForTheWhole() {
    String cut = export.substring(0, export.indexOf("{\"end\""));
    assertThatThrownBy(() -> verify(cut)).hasMessageContaining("cut off");
    assertThatThrownBy(() -> verify("")).hasMessageContaining("cut off");
    assertThatThrownBy(() -> verify(export + export)).hasMessageContaining("behind the end");
  }

  @Test
  void shouldBelieveTheGivenKeyOnly() throws IOException {
    Files.writeString(key, SigningKey.generate().publicKey().pem());
    assertThat(verify(export)).contains("unproven=1", "checkpoints=0 untrusted=1");
    Files.writeString(key, KEY.pem());
    assertThatThrownBy(() -> verify(export)).hasMessageContaining("has no PUBLIC KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "[]", "{}", "null", "", "{\"end\":1}", "{\"a\":{}}", "{\"a\":1,"})
  void shouldNameTheLineThatIsNone(String line) {
    assertThatThrownBy(() -> verify(line + "\n" + export))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("line 1 is not");
  }

  @Test
  void shouldBoundLines() {
    assertThatThrownBy(() -> verify("x".repeat(1024 * 1024 + 1)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("longer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--export=a",
        "--public-key=a",
        "--export --public-key=a",
        "--export= --public-key=a",
        "--export=a --export=b --public-key=a",
        "--export=a --public-key=a --more=b",
        "a",
      })
  void shouldRefuseOptionsThatAreWrong(String line) {
    assertThatThrownBy(
            () -> VerifyCommand.run(line.isEmpty() ? List.of() : List.of(line.split(" "))))
        .isInstanceOf(UsageError.class);
  }

  private String verify(String log, String... more) throws IOException {
    Path file = Files.writeString(directory.resolve("log.ndjson"), log);
    List<String> options = new ArrayList<>(List.of("--export=" + file, "--public-key=" + key));
    options.addAll(List.of(more));
    return VerifyCommand.run(options);
  }
}
