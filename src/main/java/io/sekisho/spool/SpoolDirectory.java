package io.sekisho.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Where the spool's files lie. */
final class SpoolDirectory {

  private static final String LOCK = "lock";

  private SpoolDirectory() {}

  /** A directory that is not certain to be there is no place for what is. */
  static void make(Disk disk, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      make(disk, directory.getParent());
      Files.createDirectories(directory);
      disk.sync(directory.getParent());
    }
  }

  /** Keeps others out until it is closed. */
  static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new SpoolInUse(directory);
  }

  /** The files with records, oldest first. */
  static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d{19}\\.spool"))
          .sorted()
          .toList();
    }
  }
}
