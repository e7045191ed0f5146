package io.sekisho.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that goes with the run. Peers started by root run as others, and must reach theirs.
 */
final class Workspace implements AutoCloseable {

  private final Path directory;

  Workspace(Path parent) throws IOException {
    Files.createDirectories(parent);
    directory = Files.createTempDirectory(parent, "sekisho-bench");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** One below the build's directory, for what may not lie in memory or is large. */
  static Workspace below(Path build) throws IOException {
    return new Workspace(build.toAbsolutePath().resolve("bench"));
  }

  /** One in memory where there is such, for what is not to wait for a disk. */
  static Workspace inMemory() throws IOException {
    Path memory = Path.of("/dev/shm");
    return new Workspace(
        Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir")));
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Path directory(String name) throws IOException {
    Path made = Files.createDirectories(directory.resolve(name));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
    return made;
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
