package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The end of a file, on the disk when {@link #deliver} returns. When the file was renamed it goes
 * on in a new one of the old name, so that logs can be rotated without telling anybody.
 */
final class FileSink implements Sink {

  private static final Set<OpenOption> AT_THE_END =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /** Who went where is not for everybody on the machine. */
  private static final FileAttribute<?> PERMISSIONS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private static final int BLOCK = 8192;

  private final Path path;
  private FileChannel file;
  private Object key;

  FileSink(Path path) throws IOException {
    this.path = path;
    open();
  }

  @Override
  public void deliver(List<ObjectNode> records) throws IOException {
    if (!Objects.equals(key, keyOf(path))) {
      close();
      open();
    }
    ByteBuffer lines = ByteBuffer.wrap(Lines.of(records));
    while (lines.hasRemaining()) {
      file.write(lines);
    }
    file.force(true);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // What counts was forced to the disk before.
    }
  }

  private void open() throws IOException {
    endWithALine();
    file = FileChannel.open(path, AT_THE_END, PERMISSIONS);
    key = keyOf(path);
    // The name, too, shall be there after a loss of power.
    try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  /** A line that was begun when the power went was never confirmed, and will be written anew. */
  private void endWithALine() throws IOException {
    try (FileChannel old =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = lastLineFeed(old) + 1;
      if (end < old.size()) {
        old.truncate(end);
      }
    } catch (NoSuchFileException e) {
      // It is made.
    }
  }

  private static long lastLineFeed(FileChannel file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long end = file.size();
    while (end > 0) {
      long start = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - start));
      while (block.hasRemaining()) {
        if (file.read(block, start + block.position()) < 0) {
          throw new IOException("the file became shorter");
        }
      }
      for (int i = block.limit() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return start + i;
        }
      }
      end = start;
    }
    return -1;
  }

  private static Object keyOf(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
