package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void shouldAppendALineForEachRecord() throws Exception {
    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(1, 3));
      sink.deliver(Records.numbered(4, 4));
    }
    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(5, 5));
    }

    assertThat(sequences(log())).containsExactly(1, 2, 3, 4, 5);
    assertThat(Files.readString(log())).startsWith("{\"id\":").endsWith("}\n");
  }

  @Test
  void shouldGoOnInANewFileOnceItsOwnWasRenamedOrRemoved() throws Exception {
    Path rotated = directory.resolve("log.1");
    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(1, 2));
      Files.move(log(), rotated);
      sink.deliver(Records.numbered(3, 3));
      assertThat(sequences(log())).containsExactly(3);
      Files.delete(log());
      sink.deliver(Records.numbered(4, 4));
    }

    assertThat(sequences(rotated)).containsExactly(1, 2);
    assertThat(sequences(log())).containsExactly(4);
  }

  @Test
  void shouldGoOnWhereTheFileWasCutForRotation() throws Exception {
    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(1, 2));
      Files.write(log(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      sink.deliver(Records.numbered(3, 3));
    }

    assertThat(sequences(log())).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 8_191, 8_192, 8_193, 30_000})
  void shouldRemoveALineThatACrashCutOff(int length) throws Exception {
    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(1, 2));
    }
    Files.writeString(log(), "x".repeat(length), StandardOpenOption.APPEND);

    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(3, 3));
    }

    assertThat(sequences(log())).containsExactly(1, 2, 3);
  }

  @Test
  void shouldRemoveTheOnlyLineIfThatWasCutOff() throws Exception {
    Files.writeString(log(), "{\"id\":\"half");

    try (FileSink sink = new FileSink(log())) {
      sink.deliver(Records.numbered(1, 1));
    }

    assertThat(sequences(log())).containsExactly(1);
  }

  @Test
  void shouldKeepItFromOtherUsersOfTheMachine() throws Exception {
    new FileSink(log()).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log())))
        .matches("rw-[r-]-----");
  }

  @Test
  void shouldFailWithoutItsDirectory() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (FileSink sink = new FileSink(gone.resolve("log"))) {
      Files.delete(gone.resolve("log"));
      Files.delete(gone);

      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class);
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static List<Integer> sequences(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(FileSinkTest::sequence).toList();
  }

  private static int sequence(String line) {
    try {
      return JSON.readTree(line).get("sequence").intValue();
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }
}
