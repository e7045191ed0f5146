package io.sekisho.bench.peers;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the packaged application in which the audit store is {@link NoRecordStore}'s. */
final class NoRecordApplication {

  /** Where classes lie, in the order in which the application looks for them. */
  private static final List<String> JARS = List.of("quarkus", "app", "lib/boot", "lib/main");

  private NoRecordApplication() {}

  static Path make(Path application, Workspace workspace) throws IOException {
    Path copy = workspace.directory("no-record");
    copy(application, copy);
    Path store = NoRecordStore.compile(jars(copy), workspace.directory("no-record-store"));
    int replaced = 0;
    for (Path jar : jars(copy)) {
      replaced += replace(jar, store) ? 1 : 0;
    }
    if (replaced == 0) {
      throw new IllegalStateException(NoRecordStore.STORE + " is in no jar of " + application);
    }
    return copy;
  }

  private static List<Path> jars(Path application) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String directory : JARS) {
      try (Stream<Path> files = Files.list(application.resolve(directory))) {
        // Of Quarkus' own, the one of classes that it transformed comes last by its name, and is
        // to be found first.
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .sorted(Comparator.reverseOrder())
            .forEach(jars::add);
      }
    }
    return jars;
  }

  private static boolean replace(Path jar, Path store) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path old = files.getPath(NoRecordStore.STORE.replace('.', '/') + ".class");
      if (!Files.exists(old)) {
        return false;
      }
      Files.copy(store, old, StandardCopyOption.REPLACE_EXISTING);
      return true;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
