package io.sekisho.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a segment is written: a header, {@code magic | version | number | CRC32C}, then a frame for
 * each record, {@code length | CRC32C | record}. Each checksum is over the segment's number too, so
 * that nothing is taken for a record that another file once had in the same place of the disk.
 */
final class Frames {

  static final int HEADER = 20;

  /** What a frame has beside its record. */
  static final int OVERHEAD = 8;

  static final int MAX_RECORD = 4 << 20;

  private static final byte[] MAGIC = "SEKISHO".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;

  private Frames() {}

  /**
   * What is in a file.
   *
   * @param ends where each record's frame ends
   * @param damaged whether something is not as it was written, other than that it ends too early
   */
  record Content(List<byte[]> records, List<Integer> ends, boolean damaged) {

    /** How much of it is sound, if it is not damaged. */
    int soundLength() {
      return ends.isEmpty() ? HEADER : ends.get(ends.size() - 1);
    }
  }

  static ByteBuffer header(long number) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).put(MAGIC).put(VERSION).putLong(number);
    CRC32C sum = new CRC32C();
    sum.update(header.array(), 0, header.position());
    return header.putInt((int) sum.getValue()).flip();
  }

  /** How much the frames of some records take. */
  static long size(List<byte[]> records) {
    return records.stream().mapToLong(bytes -> OVERHEAD + bytes.length).sum();
  }

  static ByteBuffer of(long number, List<byte[]> records) {
    ByteBuffer frames = ByteBuffer.allocate(Math.toIntExact(size(records)));
    for (byte[] bytes : records) {
      if (bytes.length == 0 || bytes.length > MAX_RECORD) {
        throw new IllegalArgumentException("a record of " + bytes.length + " bytes");
      }
      frames.putInt(bytes.length).putInt(checksum(number, bytes)).put(bytes);
    }
    return frames.flip();
  }

  /** The record at a buffer's position, which moves behind it; empty, and it stays, if none is. */
  static Optional<byte[]> next(long number, ByteBuffer frames) {
    int start = frames.position();
    if (frames.remaining() < OVERHEAD) {
      return Optional.empty();
    }
    int length = frames.getInt();
    int sum = frames.getInt();
    if (length > 0 && length <= MAX_RECORD && length <= frames.remaining()) {
      byte[] bytes = new byte[length];
      frames.get(bytes);
      if (checksum(number, bytes) == sum) {
        return Optional.of(bytes);
      }
    }
    frames.position(start);
    return Optional.empty();
  }

  /**
   * Reads a whole file. Behind a place that is not as it was written the next sound frame is looked
   * for, at every byte.
   */
  static Content read(long number, ByteBuffer file) {
    List<byte[]> records = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    boolean damaged = !skipHeader(number, file);
    int sound = file.position();
    while (file.hasRemaining()) {
      int at = file.position();
      Optional<byte[]> found = next(number, file);
      if (found.isPresent()) {
        damaged |= at != sound;
        sound = file.position();
        records.add(found.get());
        ends.add(sound);
      } else {
        file.position(at + 1);
      }
    }
    return new Content(records, ends, damaged || !isUnfinished(file.position(sound)));
  }

  private static boolean skipHeader(long number, ByteBuffer file) {
    if (file.remaining() < HEADER || !file.slice(0, HEADER).equals(header(number))) {
      return false;
    }
    file.position(HEADER);
    return true;
  }

  /** Whether what is left is the beginning of a frame, or room that was never written to. */
  private static boolean isUnfinished(ByteBuffer rest) {
    if (rest.remaining() < OVERHEAD) {
      return true;
    }
    int length = rest.getInt(rest.position());
    if (length > rest.remaining() - OVERHEAD && length <= MAX_RECORD) {
      return true;
    }
    while (rest.hasRemaining()) {
      if (rest.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(long number, byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(12).putLong(number).putInt(bytes.length).flip());
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
