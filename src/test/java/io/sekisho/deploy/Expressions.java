package io.sekisho.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rules and dashboard ask Prometheus for. */
final class Expressions {

  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "offset", "bool", "by", "without", "on", "ignoring");

  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LABELS =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]|\\boffset\\s+\\w+");
  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*\\})?(?!\\s*\\()(?![a-zA-Z0-9_:])");
  private static final Pattern MATCHER =
      Pattern.compile("([a-z_]+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");

  private Expressions() {}

  /** The texts, by the rule or panel that has them. */
  static List<Map.Entry<String, String>> all() {
    try {
      List<Map.Entry<String, String>> all = new ArrayList<>();
      var directory = Kustomization.DEPLOY.resolve("components/monitoring");
      PrometheusRule rules =
          (PrometheusRule)
              StrictYaml.read(Files.readString(directory.resolve("rules.yaml"))).get(0);
      rules
          .getSpec()
          .getGroups()
          .forEach(
              group ->
                  group
                      .getRules()
                      .forEach(
                          rule -> all.add(Map.entry(rule.getAlert(), rule.getExpr().getStrVal()))));
      JsonNode dashboard =
          new ObjectMapper().readTree(directory.resolve("dashboard.json").toFile());
      for (JsonNode panel : dashboard.path("panels")) {
        panel
            .findValuesAsText("expr")
            .forEach(text -> all.add(Map.entry(panel.path("title").asText(), text)));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names that stand where a metric does. */
  static Set<String> metrics(String expression) {
    Set<String> metrics = new TreeSet<>();
    String bare = LABELS.matcher(RANGE.matcher(expression).replaceAll("")).replaceAll("");
    Matcher selectors = SELECTOR.matcher(TEXT.matcher(bare).replaceAll("\"\""));
    while (selectors.find()) {
      if (!WORDS.contains(selectors.group(1))) {
        metrics.add(selectors.group(1));
      }
    }
    return metrics;
  }

  /** Labels that are grouped by or compared. */
  static Set<String> labels(String expression) {
    Set<String> labels = new TreeSet<>();
    Matcher groups = LABELS.matcher(expression);
    while (groups.find()) {
      Arrays.stream(groups.group(1).split(",")).map(String::strip).forEach(labels::add);
    }
    Matcher matchers = MATCHER.matcher(expression);
    while (matchers.find()) {
      labels.add(matchers.group(1));
    }
    return labels;
  }

  /** What a label is compared with, alternatives one by one. */
  static Set<String> values(String expression, String label) {
    Set<String> values = new TreeSet<>();
    Matcher matchers = MATCHER.matcher(expression);
    while (matchers.find()) {
      if (matchers.group(1).equals(label)) {
        values.addAll(List.of(matchers.group(3).split("\\|")));
      }
    }
    return values;
  }
}
