package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoRecordStoreTest {

  private static final List<Path> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(":"))
          .map(Path::of)
          .filter(path -> !path.endsWith("test-classes"))
          .toList();

  @TempDir Path place;

  /** Fails when the application's store changes in a way that the benchmark must follow. */
  @Test
  void shouldStandInForTheStoreAsItIs() throws Exception {
    assertThat(NoRecordStore.compile(CLASS_PATH, place)).isNotEmptyFile();
  }

  @Test
  void shouldHaveItsConstructors() throws Exception {
    NoRecordStore.compile(CLASS_PATH, place);

    assertThat(Files.readString(place.resolve("PostgresAuditStore.java")))
        .contains("PostgresAuditStore(io.sekisho.")
        .doesNotContain("@constructors@");
  }

  @Test
  void shouldNotStandInForAStoreThatIsNotThere() {
    assertThatThrownBy(() -> NoRecordStore.compile(List.of(), place))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PostgresAuditStore is not as the benchmark knows it")
        .hasMessageContaining("there is no io.sekisho.store.PostgresAuditStore");
  }
}
