package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build made. */
class PackagingIT {

  @Test
  void shouldHoldNothingOfAnEmbeddedDatabase() {
    assertThat(files())
        .contains("quarkus-run.jar")
        .noneMatch(file -> file.contains("embedded") || file.contains("zonky"));
  }

  /** The files of the packaged application. */
  private static List<String> files() {
    Path build = Path.of(System.getProperty("sekisho.build.directory", "target"));
    try (Stream<Path> files = Files.walk(build.resolve("quarkus-app"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
