package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of lines: to a file that is rotated and goes away, and to standard output. */
class LineStreamsIT {

  @TempDir Path directory;

  @Test
  void shouldLoseNothingWhateverIsKilled() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Path log = disk.resolve("audit.ndjson");
    Path rotated = disk.resolve("audit.ndjson.1");
    try (StreamTrial trial =
        new StreamTrial(
            "lines",
            Map.of(
                "DISK_KIND", "file",
                "DISK_FILE_PATH", log.toString(),
                "CONSOLE_KIND", "stdout"))) {
      StreamTrial.awaitMore(() -> lines(log).size());
      Files.move(log, rotated);
      await().atMost(StreamTrial.PATIENCE).until(() -> Files.exists(log));

      trial.throughFaults("disk", gone(disk), () -> lines(log).size());
      trial.end("console");

      trial.assertComplete(
          List.of(records(Stream.of(rotated, log).flatMap(file -> lines(file).stream()))));
      trial.assertComplete(
          List.of(records(trial.output().lines().filter(LineStreamsIT::isWholeRecord))));
      assertThat(trial.verified(directory, rotated, log))
          .startsWith("intact: records=")
          .contains(" chains=2 partial=0 ");
      Files.writeString(rotated, Files.readString(rotated).replaceFirst("alice", "mallory"));
      assertThat(trial.verified(directory, rotated, log)).contains("not intact: altered, chain 1");
      assertThat(trial.node().metrics())
          .contains(
              "sekisho_audit_stream_failures_total{stream=\"console\"} 0.0",
              "sekisho_audit_stream_lag_records{stream=\"disk\"} ")
          .containsPattern("sekisho_audit_stream_records_total\\{stream=\"disk\"} [1-9]");
      trial.api().as(trial.passOf("alice")).get("/api/v1/audit/streams").then().statusCode(403);
      trial.api().admin().get("/api/v1/audit/streams").then().statusCode(200);
      trial.api().admin().get("/api/v1/audit/streams?x=1").then().statusCode(400);
    }
  }

  /** What the killed node was just writing may be cut off; it comes again. */
  private static boolean isWholeRecord(String line) {
    return line.startsWith("{\"id\":") && line.endsWith("}");
  }

  private static List<JsonNode> records(Stream<String> lines) {
    return lines.map(StreamTrial::json).toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StreamTrial.Receiver gone(Path disk) {
    Path elsewhere = disk.resolveSibling("elsewhere");
    return new StreamTrial.Receiver() {
      @Override
      public void kill() {
        move(disk, elsewhere);
      }

      @Override
      public void start() {
        move(elsewhere, disk);
      }
    };
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
