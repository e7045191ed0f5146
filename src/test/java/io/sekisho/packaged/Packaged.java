package io.sekisho.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the build made. */
final class Packaged {

  private Packaged() {}

  /** The files of the packaged application. */
  static List<String> files() {
    Path build = Path.of(System.getProperty("sekisho.build.directory", "target"));
    try (Stream<Path> files = Files.walk(build.resolve("quarkus-app"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
