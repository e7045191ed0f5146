package io.sekisho.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of appending, failing, taking off, kills and losses of power, against lists in
 * memory: what was confirmed comes back, in order and once to each process, until it is taken off.
 */
@Tag(Fuzz.TAG)
class SpoolModelTest {

  private static final long SIZE = 16 << 10;

  @TempDir private Path directory;

  /** Confirmed and not taken off, in order. */
  private final List<Long> certain = new ArrayList<>();

  /** What may be there or not: of groups that failed, and what was taken off. */
  private final Set<Long> possible = new HashSet<>();

  private long lastId;

  @Test
  void shouldKeepWhatItConfirmedWhateverHappens() throws IOException {
    int runs = Math.max(40, Fuzz.inputs() / 500);
    int failures = 0;
    int losses = 0;
    for (int run = 0; run < runs; run++) {
      Random random = Fuzz.source(run);
      FaultyDisk disk = new FaultyDisk(random);
      Path there = directory.resolve("run-" + run);
      certain.clear();
      possible.clear();
      for (int life = 0; life < 8; life++) {
        String where = "run %d, life %d, seed %d".formatted(run, life, Fuzz.seed());
        try (Spool spool = Spool.open(disk, there, SIZE)) {
          assertThat(spool.records()).as(where).isEqualTo(ids(spool).size());
          check(ids(spool), where);
          for (int step = 0; step < 40; step++) {
            failures +=
                random.nextInt(3) == 0 ? take(spool, random, where) : append(spool, disk, random);
          }
        }
        // What was open is as a kill leaves it; a loss of power forgets more.
        if (random.nextBoolean()) {
          disk.losePower();
          losses++;
        }
      }
    }
    assertThat(failures).as("groups that failed").isGreaterThan(runs);
    assertThat(losses).as("losses of power").isGreaterThan(runs);
  }

  /** Returns 1 if it failed. */
  private int append(Spool spool, FaultyDisk disk, Random random) {
    List<Long> ids = new ArrayList<>();
    List<byte[]> group = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      ids.add(++lastId);
      group.add(ByteBuffer.allocate(8 + random.nextInt(300)).putLong(lastId).array());
    }
    disk.failAfter(random.nextInt(4) == 0 ? random.nextInt(6) : Integer.MAX_VALUE);
    try {
      spool.append(group);
      certain.addAll(ids);
      return 0;
    } catch (IOException e) {
      possible.addAll(ids);
      return 1;
    } finally {
      disk.heal();
    }
  }

  private int take(Spool spool, Random random, String where) throws IOException {
    List<Long> taken = spool.peek(1 + random.nextInt(12)).stream().map(SpoolModelTest::id).toList();
    assertThat(taken.isEmpty()).as(where).isEqualTo(spool.records() == 0);
    if (!taken.isEmpty() && random.nextInt(4) != 0) {
      List<Long> known = taken.stream().filter(id -> !possible.contains(id)).toList();
      assertThat(known)
          .as(where)
          .isEqualTo(certain.subList(0, Math.min(known.size(), certain.size())));
      certain.subList(0, known.size()).clear();
      possible.addAll(known);
      spool.removePeeked();
    }
    return 0;
  }

  private void check(List<Long> found, String where) {
    assertThat(found).as("in order and once; " + where).isSorted().doesNotHaveDuplicates();
    assertThat(found.stream().filter(id -> !possible.contains(id)).toList())
        .as("all that was confirmed; " + where)
        .isEqualTo(certain);
  }

  private static List<Long> ids(Spool spool) throws IOException {
    List<Long> found = new ArrayList<>();
    spool.forEach(bytes -> found.add(id(bytes)));
    return found;
  }

  private static long id(byte[] record) {
    return ByteBuffer.wrap(record).getLong();
  }
}
