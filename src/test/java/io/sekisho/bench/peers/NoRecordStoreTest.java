package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
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

  /** One that does something besides would be measured as if it did not. */
  @Test
  void shouldNotStandInForAStoreThatDoesMore() throws Exception {
    Path audit = Files.createDirectories(place.resolve("io/sekisho/audit"));
    Path store = Files.createDirectories(place.resolve("io/sekisho/store"));
    Files.writeString(
        audit.resolve("AuditStore.java"),
        "package io.sekisho.audit; public interface AuditStore { void append(); }");
    Files.writeString(
        store.resolve("PostgresAuditStore.java"),
        """
        package io.sekisho.store;
        class PostgresAuditStore implements io.sekisho.audit.AuditStore {
          public void append() {}
          void prepare() {}
        }
        """);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                audit.resolve("AuditStore.java").toString(),
                store.resolve("PostgresAuditStore.java").toString());
    assertThat(failed).isZero();

    assertThatThrownBy(() -> NoRecordStore.compile(List.of(place), place))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not as the benchmark knows it")
        .hasMessageContaining("prepare()");
  }

  @Test
  void shouldNotStandInForAStoreThatIsNotThere() {
    assertThatThrownBy(() -> NoRecordStore.compile(List.of(), place))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PostgresAuditStore is not as the benchmark knows it")
        .hasMessageContaining("there is no io.sekisho.store.PostgresAuditStore");
  }
}
