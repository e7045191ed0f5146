package io.sekisho.docs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.docs.Document.Row;
import io.sekisho.docs.MeterTable.Meter;
import io.sekisho.support.RunningSekisho;
import io.sekisho.telemetry.Meters;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Every metric that the application exports is told, and no other. */
@QuarkusTest
class MetersQuarkusTest extends RunningSekisho {

  /** What the application has shown from its start. */
  private static final Set<String> SHOWN = Set.of("gauge", "bytes", "splicedBytes");

  @Inject Meters meters;

  private final Document operations = Document.read("src/main/docs/operations.md");

  @Test
  void shouldTellEveryMetricAndNoOther() throws ReflectiveOperationException {
    assertThat(MeterTable.faults(operations, exported())).isEmpty();
  }

  @Test
  void shouldFindEveryMetricThatIsTakenOut() throws ReflectiveOperationException {
    Map<String, Meter> exported = exported();
    for (Row row : MeterTable.rows(operations)) {
      assertThat(MeterTable.faults(operations.without(row.line()), exported))
          .containsExactly(MeterTable.name(row) + ": not told");
    }
  }

  @Test
  void shouldFindWhatIsNotTrue() throws ReflectiveOperationException {
    Map<String, Meter> exported = exported();
    Row row = MeterTable.rows(operations).get(0);

    assertThat(faults(row, "| `sekisho_no_such` | gauge | – | x |", exported))
        .containsExactlyInAnyOrder(
            "sekisho_no_such: there is no such metric", MeterTable.name(row) + ": not told");
    assertThat(faults(row, "| " + row.cell(0) + " | summary | – | x |", exported))
        .singleElement()
        .asString()
        .endsWith("and told as a summary with –");
  }

  private Iterable<String> faults(Row row, String text, Map<String, Meter> exported) {
    return MeterTable.faults(operations.with(row.line(), text), exported);
  }

  /** A metric is there once there was something to count, so all is counted once. */
  private Map<String, Meter> exported() throws ReflectiveOperationException {
    for (Method method : Meters.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && !method.isSynthetic()
          && !SHOWN.contains(method.getName())) {
        method.invoke(meters, Stream.of(method.getParameterTypes()).map(this::some).toArray());
      }
    }
    return MeterTable.scraped(scrape());
  }

  private Object some(Class<?> type) {
    if (type == String.class) {
      return "documented";
    }
    if (type == Supplier.class) {
      return (Supplier<Number>) () -> 0;
    }
    if (type == Meters.Stage.class) {
      return Meters.Stage.TOTAL;
    }
    return type == int.class ? (Object) 1 : 1L;
  }

  private String scrape() {
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    return given().get("http://localhost:" + port + "/q/metrics").asString();
  }
}
