package io.sekisho.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One file of the spool: how much of it is certain, and how much was taken off. */
final class Segment {

  static final String SUFFIX = ".spool";

  /** A whole file that is not as it was written. */
  private static final String DAMAGED = ".damaged";

  private static final String REPAIR = ".repair";
  private static final int CHUNK = 1 << 20;

  private final long number;
  private final Path file;
  private long length;
  private long position = Frames.HEADER;
  private long records;

  /** One without records. */
  Segment(Path directory, long number) {
    this.number = number;
    this.file = path(directory, number, SUFFIX);
    this.length = Frames.HEADER;
  }

  static Path path(Path directory, long number, String suffix) {
    return directory.resolve("%019d%s".formatted(number, suffix));
  }

  /** Records that follow one another in a segment, and where they end there. */
  record Run(List<byte[]> records, long end) {}

  /**
   * Makes an earlier process' file one of ours. What was cut off was never confirmed; what is
   * damaged is kept aside as it is, and all of it that can be read goes on.
   *
   * @param told takes a sentence for an operator on everything that is not as it was written
   * @return empty if there is nothing in it
   */
  static Optional<Segment> recovered(Disk disk, Path file, boolean last, List<String> told)
      throws IOException {
    String name = file.getFileName().toString();
    long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    Segment segment = new Segment(file.getParent(), number);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    Frames.Content content = Frames.read(number, bytes.duplicate());
    long rest = (long) bytes.limit() - content.soundLength();
    if (bytes.limit() < Frames.HEADER) {
      Files.delete(file);
      return Optional.empty();
    }
    if (content.damaged() || rest > 0 && !last) {
      segment.repair(disk, content.records(), told);
    } else if (rest > 0) {
      cut(file, content.soundLength());
      told.add("cut off from " + file + ", as it was never confirmed: " + rest + " bytes");
    }
    if (content.records().isEmpty()) {
      Files.delete(file);
      return Optional.empty();
    }
    segment.length = Files.size(file);
    segment.records = content.records().size();
    return Optional.of(segment);
  }

  long number() {
    return number;
  }

  Path file() {
    return file;
  }

  /** How much of it is certain. */
  long length() {
    return length;
  }

  /** Those that were not taken off. */
  long records() {
    return records;
  }

  /** What was written to it is on the disk. */
  void grow(long bytes, int count) {
    length += bytes;
    records += count;
  }

  /** The next records; stops before one that is not as it was written. */
  Run next(int most) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Run run = next(channel, most, CHUNK);
      return run.records().isEmpty()
          ? next(channel, most, Frames.OVERHEAD + Frames.MAX_RECORD)
          : run;
    }
  }

  private Run next(FileChannel channel, int most, int chunk) throws IOException {
    ByteBuffer bytes = read(channel, (int) Math.min(chunk, length - position));
    List<byte[]> found = new ArrayList<>();
    Optional<byte[]> next = Optional.empty();
    while (found.size() < most && (next = Frames.next(number, bytes)).isPresent()) {
      found.add(next.get());
    }
    return new Run(found, position + bytes.position());
  }

  /** All that were not taken off. */
  List<byte[]> all() throws IOException {
    return content().records();
  }

  /** Takes off what was read. */
  void remove(Run run) {
    position = run.end();
    records -= run.records().size();
  }

  /** Writes anew what can still be read of it. Returns how many records it has then. */
  long repair(Disk disk, List<String> told) throws IOException {
    Frames.Content content = content();
    repair(disk, content.records(), told);
    length = Files.size(file);
    position = Frames.HEADER;
    records = content.records().size();
    return records;
  }

  private Frames.Content content() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Frames.read(number, read(channel, (int) (length - position)));
    }
  }

  /** From where nothing was taken off yet. */
  private ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
      // On, until it is full or the file ends, as it must not.
    }
    return bytes.flip();
  }

  /** In this order, so that a loss of power at any moment leaves the one or the other. */
  private void repair(Disk disk, List<byte[]> sound, List<String> told) throws IOException {
    Path directory = file.getParent();
    Path kept = path(directory, number, DAMAGED);
    Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
    Path anew = path(directory, number, REPAIR);
    Files.deleteIfExists(anew);
    write(disk, anew, number, sound);
    Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE);
    disk.sync(directory);
    told.add(
        file
            + " was damaged and is kept as "
            + kept
            + "; records that can be read: "
            + sound.size());
  }

  /** Writes a whole file of records, or none. */
  static void write(Disk disk, Path file, long number, List<byte[]> records) throws IOException {
    try (Disk.Output output = disk.create(file)) {
      output.write(Frames.header(number));
      output.write(Frames.of(number, records));
      output.force();
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    disk.sync(file.getParent());
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }
}
