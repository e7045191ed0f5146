package io.sekisho.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps records on the disk until they are taken off, in order. A group that was appended is on the
 * disk for certain; one that failed is not there, except that a loss of power at that moment may
 * leave records of it. What is taken off may come again after a kill: whoever takes records off
 * must know those that he has seen.
 *
 * <p>Any number of threads may use it.
 */
public final class Spool implements AutoCloseable {

  /** Records that somebody did not want. */
  private static final String REJECTED = ".rejected";

  private static final long LARGEST_SEGMENT = 8 << 20;
  private static final int SEGMENTS = 16;

  private final Disk disk;
  private final Path directory;
  private final long maxSize;
  private final FileChannel lock;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();

  /** Of the last segment; null if nothing more is to be written to that. */
  private Disk.Output output;

  private Segment.Run peeked;

  // Read by others than who waits for the disk.
  private volatile long bytes;
  private volatile long records;

  private Spool(Disk disk, Path directory, long maxSize, FileChannel lock) {
    this.disk = disk;
    this.directory = directory;
    this.maxSize = maxSize;
    this.lock = lock;
  }

  /**
   * Opens it with what an earlier process left in it.
   *
   * @param maxSize what its files may take together
   * @throws SpoolInUse if another process has it open
   */
  public static Spool open(Path directory, long maxSize) throws IOException {
    return open(Disk.REAL, directory, maxSize);
  }

  static Spool open(Disk disk, Path directory, long maxSize) throws IOException {
    SpoolDirectory.make(disk, directory.toAbsolutePath());
    FileChannel lock = SpoolDirectory.lock(directory);
    Spool spool = new Spool(disk, directory, maxSize, lock);
    try {
      spool.recover();
      return spool;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Whether an earlier process may have left something there. */
  public static boolean isLeftIn(Path directory) throws IOException {
    return Files.isDirectory(directory) && !SpoolDirectory.segments(directory).isEmpty();
  }

  /** What was found not to be as it was written, in sentences; each is told once. */
  public synchronized List<String> told() {
    List<String> sentences = List.copyOf(told);
    told.clear();
    return sentences;
  }

  /** What its files take on the disk. */
  public long bytes() {
    return bytes;
  }

  /** How many wait in it. */
  public long records() {
    return records;
  }

  /** How much can be appended without more than a share of the size being taken; or below 0. */
  public long room(double share) {
    return (long) (maxSize * share) - bytes - Frames.HEADER;
  }

  /** What a record takes in it. */
  public static long size(byte[] record) {
    return Frames.size(List.of(record));
  }

  /** Appends a group; returns once all of it is on the disk. If it throws, nothing is. */
  public synchronized void append(List<byte[]> group) throws IOException {
    long size = Frames.size(group);
    if (output == null || isTooLong(segments.getLast(), size)) {
      roll();
    }
    Segment last = segments.getLast();
    try {
      output.write(Frames.of(last.number(), group));
      output.force();
    } catch (IOException e) {
      distrust(last);
      throw e;
    }
    last.grow(size, group.size());
    bytes += size;
    records += group.size();
  }

  /** The oldest records, which stay; empty only if there are none. */
  public synchronized List<byte[]> peek(int most) throws IOException {
    while (records > 0) {
      Segment first = segments.getFirst();
      peeked = first.next(most);
      if (!peeked.records().isEmpty()) {
        return peeked.records();
      }
      repair(first);
    }
    peeked = null;
    return List.of();
  }

  /** Takes off what was shown last. */
  public synchronized void removePeeked() throws IOException {
    Segment first = segments.getFirst();
    first.remove(peeked);
    records -= peeked.records().size();
    peeked = null;
    if (first.records() == 0) {
      delete(first);
    }
  }

  /** Shows all records in order; they stay. */
  public synchronized void forEach(Consumer<byte[]> visitor) throws IOException {
    for (Segment segment : segments) {
      segment.all().forEach(visitor);
    }
  }

  /** Writes records to a file of their own that is not looked at again; returns it. */
  public synchronized Path keepAside(List<byte[]> group) throws IOException {
    long number = nextNumber();
    Path file = Segment.path(directory, number, REJECTED);
    while (Files.exists(file)) {
      file = Segment.path(directory, ++number, REJECTED);
    }
    Segment.write(disk, file, number, group);
    return file;
  }

  /** Leaves what is in it to the next process. */
  @Override
  public synchronized void close() throws IOException {
    closeOutput();
    lock.close();
  }

  private void recover() throws IOException {
    List<Path> files = SpoolDirectory.segments(directory);
    for (Path file : files) {
      boolean last = file.equals(files.get(files.size() - 1));
      Segment.recovered(disk, file, last, told).ifPresent(this::add);
    }
  }

  private void add(Segment segment) {
    segments.add(segment);
    bytes += segment.length();
    records += segment.records();
  }

  private boolean isTooLong(Segment segment, long more) {
    long longest = Math.min(LARGEST_SEGMENT, maxSize / SEGMENTS);
    return segment.records() > 0 && segment.length() + more > longest;
  }

  private void roll() throws IOException {
    closeOutput();
    Segment next = new Segment(directory, nextNumber());
    Disk.Output created = disk.create(next.file());
    try {
      created.write(Frames.header(next.number()));
      created.force();
      disk.sync(directory);
    } catch (IOException e) {
      created.close();
      Files.deleteIfExists(next.file());
      throw e;
    }
    output = created;
    add(next);
  }

  /** Never one that was there before, not even one that was kept aside. */
  private long nextNumber() {
    long now = System.currentTimeMillis();
    return segments.isEmpty() ? now : Math.max(now, segments.getLast().number() + 1);
  }

  /**
   * After a failed write nobody knows what of a file is on the disk, and a second try to force it
   * there may succeed without doing so: nothing more is written to it.
   */
  private void distrust(Segment segment) {
    try {
      output.truncate(segment.length());
      output.force();
    } catch (IOException e) {
      // What is behind its certain length is not read here, and told otherwise by who was refused.
      told.add(segment.file() + " could not be cut back: " + e.getMessage());
    }
    try {
      closeOutput();
      if (segment.records() == 0) {
        delete(segment);
      }
    } catch (IOException e) {
      told.add(segment.file() + ": " + e.getMessage());
    }
  }

  private void repair(Segment segment) throws IOException {
    if (segment == segments.getLast()) {
      closeOutput();
    }
    long before = segment.length();
    long lost = segment.records() - segment.repair(disk, told);
    bytes += segment.length() - before;
    records -= lost;
    if (segment.records() == 0) {
      delete(segment);
    }
  }

  private void delete(Segment segment) throws IOException {
    if (segment == segments.getLast()) {
      closeOutput();
    }
    segments.remove(segment);
    bytes -= segment.length();
    Files.deleteIfExists(segment.file());
  }

  private void closeOutput() throws IOException {
    Disk.Output closing = output;
    output = null;
    if (closing != null) {
      closing.close();
    }
  }
}
