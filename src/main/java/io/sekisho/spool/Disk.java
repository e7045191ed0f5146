package io.sekisho.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What is written, so that a test can have it fail at any point. */
interface Disk {

  Disk REAL = new Real();

  /** A file that was not there before. */
  Output create(Path file) throws IOException;

  /** Makes certain what names are in it. */
  void sync(Path directory) throws IOException;

  /** A file that is written from its beginning to its end. */
  interface Output extends Closeable {

    /** Writes all of it behind what is there. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns once everything written is on the disk. */
    void force() throws IOException;

    /** Cuts it back. */
    void truncate(long length) throws IOException;
  }

  /** The file system. */
  final class Real implements Disk {

    private static final Set<StandardOpenOption> NEW =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** It names people; the group, as a container's next run may have another user. */
    private static final String PERMISSIONS = "rw-rw----";

    private Real() {}

    @Override
    public Output create(Path file) throws IOException {
      return new RealOutput(
          FileChannel.open(
              file,
              NEW,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS))));
    }

    @Override
    public void sync(Path directory) throws IOException {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** A file of the file system. */
  record RealOutput(FileChannel channel) implements Output {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
