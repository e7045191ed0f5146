package io.sekisho.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A disk that fails when it is told to, and forgets at a loss of power what was not forced. */
final class FaultyDisk implements Disk {

  private final Random random;
  private final Map<Path, Long> forced = new HashMap<>();
  private final Set<Path> unnamed = new HashSet<>();
  private int untilFailure = Integer.MAX_VALUE;

  FaultyDisk(Random random) {
    this.random = random;
  }

  /** Lets so many operations pass, and fails one. */
  void failAfter(int operations) {
    untilFailure = operations;
  }

  void heal() {
    untilFailure = Integer.MAX_VALUE;
  }

  /** Of what was not forced, each file keeps nothing, a part, or room with nothing in it. */
  void losePower() {
    try {
      for (Map.Entry<Path, Long> file : forced.entrySet()) {
        if (Files.exists(file.getKey())) {
          if (unnamed.contains(file.getKey()) && random.nextBoolean()) {
            Files.delete(file.getKey());
          } else {
            forget(file.getKey(), file.getValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    forced.clear();
    unnamed.clear();
  }

  private void forget(Path file, long certain) throws IOException {
    long size = Files.size(file);
    if (size > certain) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(certain + random.nextLong(size - certain + 1));
        if (random.nextInt(4) == 0) {
          channel.write(ByteBuffer.allocate((int) (size - channel.size())), channel.size());
        }
      }
    }
  }

  private boolean isFailing() {
    return untilFailure-- == 0;
  }

  private void mayFail(String what) throws IOException {
    if (isFailing()) {
      throw new IOException("made to fail: " + what);
    }
  }

  @Override
  public Output create(Path file) throws IOException {
    mayFail("create");
    Output real = REAL.create(file);
    forced.put(file, 0L);
    unnamed.add(file);
    return new FaultyOutput(file, real);
  }

  @Override
  public void sync(Path directory) throws IOException {
    mayFail("sync");
    unnamed.removeIf(file -> file.startsWith(directory));
  }

  private final class FaultyOutput implements Output {

    private final Path file;
    private final Output real;

    FaultyOutput(Path file, Output real) {
      this.file = file;
      this.real = real;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (isFailing()) {
        real.write(bytes.slice(0, random.nextInt(bytes.remaining() + 1)));
        throw new IOException("made to fail: write");
      }
      real.write(bytes);
    }

    @Override
    public void force() throws IOException {
      mayFail("force");
      forced.put(file, Files.size(file));
    }

    @Override
    public void truncate(long length) throws IOException {
      mayFail("truncate");
      real.truncate(length);
      forced.merge(file, length, Math::min);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
