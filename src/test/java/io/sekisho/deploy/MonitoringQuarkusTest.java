package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.sekisho.connect.RefusalReason;
import io.sekisho.support.RunningSekisho;
import io.sekisho.telemetry.Meters;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether alerts and dashboard ask for what the running application exports. */
@QuarkusTest
class MonitoringQuarkusTest extends RunningSekisho {

  private static final Pattern SERIES = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Prometheus' own, and labels that it gives what it scrapes. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Set<String> OF_THE_SCRAPE = Set.of("namespace", "pod", "job");

  @Inject Meters meters;

  private final Set<String> names = new HashSet<>();
  private final Set<String> labels = new HashSet<>();

  @BeforeEach
  void export() {
    // Those that are there once there is something to count.
    meters.request("opened");
    meters.dropped("overloaded");
    meters.authenticationFailed("expired");
    meters.tunnelClosed("drain");
    meters.stream("exported", () -> 0);
    meters.alert("exported");
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    RestAssured.given()
        .baseUri("http://localhost:" + port)
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(this::remember);
    assertThat(names).contains("sekisho_tunnels_active");
  }

  private void remember(String line) {
    Matcher series = SERIES.matcher(line);
    assertThat(series.matches()).as(line).isTrue();
    names.add(series.group(1));
    if (series.group(2) != null) {
      LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
    }
  }

  @Test
  void shouldAskForMetricsThatThereAre() {
    assertThat(Expressions.all()).hasSizeGreaterThan(20);
    for (Map.Entry<String, String> expression : Expressions.all()) {
      assertThat(Expressions.metrics(expression.getValue()))
          .as("metrics of \"%s\"", expression.getKey())
          .isNotEmpty()
          .allMatch(this::isExported);
      assertThat(Expressions.labels(expression.getValue()))
          .as("labels of \"%s\"", expression.getKey())
          .allMatch(label -> labels.contains(label) || OF_THE_SCRAPE.contains(label));
      assertThat(Expressions.values(expression.getValue(), "outcome"))
          .as("outcomes of \"%s\"", expression.getKey())
          .isSubsetOf(outcomes());
      assertThat(Expressions.values(expression.getValue(), "stage"))
          .as("stages of \"%s\"", expression.getKey())
          .isSubsetOf(stages());
    }
  }

  @Test
  void shouldNotTakeWhatIsMadeUp() {
    String expression =
        "histogram_quantile(0.9, sum by (le, pod) (rate(sekisho_dial_seconds_bucket{a=\"up\"}[5m])))"
            + " > 1 and on (pod) max(sekisho_tunnels_opened) unless sekisho_tunnels_active offset 5m";

    assertThat(Expressions.metrics(expression))
        .containsExactly(
            "sekisho_dial_seconds_bucket", "sekisho_tunnels_active", "sekisho_tunnels_opened");
    assertThat(Expressions.metrics(expression))
        .filteredOn(metric -> !isExported(metric))
        .containsExactly("sekisho_dial_seconds_bucket", "sekisho_tunnels_opened");
    assertThat(Expressions.labels(expression)).containsExactly("a", "le", "pod");
    assertThat(Expressions.values("x{outcome=~\"opened|refused\"}", "outcome"))
        .isEqualTo(Set.of("opened", "refused"));
  }

  @Test
  void shouldScaleByAMetricThatThereIs() {
    String metric =
        Kustomization.at("overlays/kubernetes")
            .objects()
            .of(io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler.class)
            .get(0)
            .getSpec()
            .getMetrics()
            .get(0)
            .getPods()
            .getMetric()
            .getName();

    assertThat(isExported(metric)).as(metric).isTrue();
  }

  private boolean isExported(String metric) {
    return names.contains(metric) || OF_PROMETHEUS.contains(metric);
  }

  private static Set<String> outcomes() {
    return Stream.concat(
            Stream.of("opened"), Arrays.stream(RefusalReason.values()).map(RefusalReason::label))
        .collect(Collectors.toSet());
  }

  private static Set<String> stages() {
    return Arrays.stream(Meters.Stage.values())
        .map(stage -> stage.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
