package io.sekisho.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are whole, cut off at every byte, and damaged at every byte. */
class SpoolTest {

  private static final long SIZE = 1 << 20;

  @TempDir private Path directory;
  private Path there;
  private Path onlySegment;

  @BeforeEach
  void name() {
    there = directory.resolve("made").resolve("spool");
  }

  @Test
  void shouldGiveBackInOrderWhatWasAppendedAlsoToTheNextProcess() throws IOException {
    try (Spool spool = open()) {
      spool.append(group("a", "b"));
      spool.append(group("c"));
      assertThat(spool.records()).isEqualTo(3);
      assertThat(texts(spool.peek(2))).containsExactly("a", "b");
      assertThat(texts(spool.peek(10))).as("they stay").containsExactly("a", "b", "c");
      spool.peek(1);
      spool.removePeeked();
      assertThat(texts(spool.peek(10))).containsExactly("b", "c");
    }
    try (Spool next = open()) {
      assertThat(all(next)).as("what was taken off may come again").containsExactly("a", "b", "c");
      next.append(group("d"));
      assertThat(drained(next)).containsExactly("a", "b", "c", "d");
      assertThat(next.bytes()).isZero();
      assertThat(segments()).as("nothing is left on the disk").isEmpty();
      assertThat(next.told()).isEmpty();
    }
  }

  @Test
  void shouldBeginNewFilesAndDeleteThoseThatAreDone() throws IOException {
    try (Spool spool = open()) {
      for (int i = 0; i < 100; i++) {
        spool.append(group("x".repeat(5_000) + i));
      }
      assertThat(segments().size()).isBetween(7, 20);
      assertThat(spool.bytes()).as("what is on the disk").isEqualTo(sizes());
      long full = spool.bytes();
      for (int i = 0; i < 50; i++) {
        assertThat(texts(spool.peek(1))).containsExactly("x".repeat(5_000) + i);
        spool.removePeeked();
      }
      assertThat(spool.bytes()).isEqualTo(sizes()).isLessThan(full * 7 / 10);
      assertThat(drained(spool)).hasSize(50);
      assertThat(spool.bytes()).isZero();
    }
  }

  @Test
  void shouldTellHowMuchRoomThereIs() throws IOException {
    try (Spool spool = open()) {
      List<byte[]> half = group("x".repeat((int) SIZE / 2));
      long size = Spool.size(half.get(0));
      assertThat(spool.room(0.4)).isLessThan(size);
      assertThat(spool.room(0.6)).isGreaterThan(size);
      spool.append(half);
      assertThat(spool.bytes()).as("a header, and what was told").isEqualTo(Frames.HEADER + size);
      assertThat(spool.room(0.4)).as("too much is in it").isNegative();
      assertThat(spool.room(1)).isLessThan(size).isGreaterThan(Spool.size(new byte[1]));
    }
  }

  @Test
  void shouldBelongToOneProcess() throws IOException {
    try (Spool spool = open()) {
      assertThatThrownBy(this::open).isInstanceOf(SpoolInUse.class).hasMessageContaining("in use");
      spool.append(group("a"));
    }
    try (Spool next = open()) {
      assertThat(drained(next)).containsExactly("a");
    }
  }

  @Test
  void shouldCutOffAWriteThatWasNotFinishedWhereverItEnds() throws IOException {
    byte[] whole = written("first", "second", "third, which is longer");
    for (int length = 0; length <= whole.length; length++) {
      Files.write(onlySegment(), Arrays.copyOf(whole, length));
      List<Integer> ends = ends(whole);
      int cut = length;
      int sound = (int) ends.stream().filter(end -> end <= cut).count();
      try (Spool spool = open()) {
        assertThat(all(spool))
            .as("cut at %d of %d", length, whole.length)
            .isEqualTo(List.of("first", "second", "third, which is longer").subList(0, sound));
        boolean clean = length <= Frames.HEADER || ends.contains(length);
        assertThat(spool.told()).as("told at %d", length).hasSize(clean ? 0 : 1);
        spool.append(group("after"));
        assertThat(drained(spool)).as("goes on after a cut at %d", length).endsWith("after");
      }
      assertThat(kept()).as("aside at %d", length).isEmpty();
    }
  }

  @Test
  void shouldTakeRoomThatWasNeverWrittenToForUnfinished() throws IOException {
    byte[] whole = written("first", "second");
    Files.write(onlySegment(), Arrays.copyOf(whole, whole.length + 4_096));
    try (Spool spool = open()) {
      assertThat(drained(spool)).containsExactly("first", "second");
      assertThat(spool.told()).singleElement().asString().contains("4096 bytes");
      assertThat(kept()).isEmpty();
    }
  }

  @Test
  void shouldReadAllButTheRecordThatIsDamagedWhateverByteAndBitItIs() throws IOException {
    List<String> texts = List.of("first", "second", "third");
    byte[] whole = written("first", "second", "third");
    List<Integer> ends = ends(whole);
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        Files.write(onlySegment(), damaged);
        List<String> sound = new ArrayList<>(texts);
        if (at >= Frames.HEADER) {
          int flipped = at;
          sound.remove((int) ends.stream().filter(end -> end <= flipped).count());
        }
        try (Spool spool = open()) {
          assertThat(all(spool)).as("bit %d of byte %d", bit, at).isEqualTo(sound);
          assertThat(spool.told()).as("told of bit %d of byte %d", bit, at).hasSize(1);
          if (sound.contains("third")) {
            assertThat(kept()).as("aside").hasSize(1);
            assertThat(Files.readAllBytes(kept().get(0))).isEqualTo(damaged);
          }
          drained(spool);
        }
        for (Path file : kept()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void shouldKeepAsideWhatIsDamagedInAnEarlierFileAndGoOn() throws IOException {
    try (Spool spool = open()) {
      for (int i = 0; i < 3; i++) {
        spool.append(group("x".repeat(40_000) + i, "y" + i));
      }
    }
    Path first = segments().get(0);
    byte[] cut = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(cut, cut.length - 1));
    try (Spool spool = open()) {
      assertThat(all(spool).stream().map(text -> text.substring(text.length() - 2)))
          .containsExactly("x0", "x1", "y1", "x2", "y2");
      assertThat(spool.told()).singleElement().asString().contains("damaged");
      assertThat(kept()).hasSize(1);
    }
  }

  @Test
  void shouldNoticeDamageThatComesWhileItIsOpen() throws IOException {
    try (Spool spool = open()) {
      spool.append(group("first", "second", "third"));
      Path file = segments().get(0);
      byte[] bytes = Files.readAllBytes(file);
      bytes[ends(bytes).get(0) + Frames.OVERHEAD] ^= 1;
      Files.write(file, bytes);

      spool.append(group("fourth"));
      assertThat(drained(spool)).containsExactly("first", "third", "fourth");
      assertThat(spool.told()).singleElement().asString().contains("damaged");
      assertThat(kept()).hasSize(1);
      assertThat(spool.records()).isZero();
      spool.append(group("fifth"));
      assertThat(drained(spool)).containsExactly("fifth");
    }
  }

  @Test
  void shouldNotTakeAnotherFilesRecordsForItsOwn() throws IOException {
    written("first", "second");
    Files.move(onlySegment(), there.resolve("%019d.spool".formatted(1L)));
    try (Spool spool = open()) {
      assertThat(all(spool)).isEmpty();
      assertThat(spool.told()).hasSize(1);
      assertThat(kept()).hasSize(1);
    }
  }

  @Test
  void shouldKeepWhatNobodyWantsInAFileOfItsOwn() throws IOException {
    try (Spool spool = open()) {
      Path one = spool.keepAside(group("unwanted"));
      Path other = spool.keepAside(group("too"));
      assertThat(one).isNotEqualTo(other);
      assertThat(Files.readString(one, StandardCharsets.ISO_8859_1)).endsWith("unwanted");
    }
    try (Spool next = open()) {
      assertThat(all(next)).isEmpty();
    }
  }

  @Test
  void shouldTellWhetherAnythingIsLeft() throws IOException {
    assertThat(Spool.isLeftIn(there)).as("no directory").isFalse();
    try (Spool spool = open()) {
      assertThat(Spool.isLeftIn(there)).as("empty").isFalse();
      spool.append(group("a"));
    }
    assertThat(Spool.isLeftIn(there)).isTrue();
  }

  private Spool open() throws IOException {
    return Spool.open(there, SIZE);
  }

  /** A spool's only file with these records in one group. */
  private byte[] written(String... texts) throws IOException {
    try (Spool spool = open()) {
      spool.append(group(texts));
    }
    return Files.readAllBytes(onlySegment());
  }

  private Path onlySegment() throws IOException {
    if (onlySegment == null) {
      onlySegment = segments().get(0);
    }
    return onlySegment;
  }

  private List<Integer> ends(byte[] file) throws IOException {
    long number = Long.parseLong(onlySegment().getFileName().toString().substring(0, 19));
    return Frames.read(number, ByteBuffer.wrap(file)).ends();
  }

  private List<Path> segments() throws IOException {
    return files(".spool");
  }

  private List<Path> kept() throws IOException {
    return files(".damaged");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(there)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private long sizes() throws IOException {
    long sum = 0;
    for (Path file : segments()) {
      sum += Files.size(file);
    }
    return sum;
  }

  private static List<byte[]> group(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<String> all(Spool spool) throws IOException {
    List<byte[]> shown = new ArrayList<>();
    spool.forEach(shown::add);
    return texts(shown);
  }

  private static List<String> drained(Spool spool) throws IOException {
    List<String> taken = new ArrayList<>();
    for (List<byte[]> next = spool.peek(7); !next.isEmpty(); next = spool.peek(7)) {
      taken.addAll(texts(next));
      spool.removePeeked();
    }
    return taken;
  }

  private static List<String> texts(List<byte[]> records) {
    return records.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }
}
