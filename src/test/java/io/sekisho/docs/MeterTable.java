package io.sekisho.docs;

import io.sekisho.docs.Document.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of metrics: {@code | metric | kind | labels | tells |}, one metric a row. */
final class MeterTable {

  private static final String OURS = "sekisho_";
  private static final String NONE = "–";
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
  private static final Pattern SAMPLE = Pattern.compile("(sekisho_\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

  /** What the format itself adds. */
  private static final Set<String> OF_THE_FORMAT = Set.of("le", "quantile");

  private MeterTable() {}

  /** What a metric is, as documents write that. */
  record Meter(String kind, String labels) {}

  /** Reads what is scraped; a largest value belongs to what it is the largest of. */
  static Map<String, Meter> scraped(String text) {
    Map<String, String> kinds = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches() && type.group(1).startsWith(OURS)) {
        kinds.put(exported(type.group(1), type.group(2)), type.group(2));
      } else if (sample.matches()) {
        String family = family(sample.group(1), kinds);
        Set<String> found = labels.computeIfAbsent(family, unused -> new TreeSet<>());
        if (sample.group(2) != null) {
          LABEL.matcher(sample.group(2)).results().forEach(label -> found.add(label.group(1)));
        }
        found.removeAll(OF_THE_FORMAT);
      }
    }
    Map<String, Meter> meters = new TreeMap<>();
    kinds.forEach(
        (name, kind) -> {
          String base = name.replaceFirst("_max$", "");
          if (base.equals(name) || !kinds.containsKey(base)) {
            meters.put(name, new Meter(kind, written(labels.getOrDefault(name, Set.of()))));
          }
        });
    return meters;
  }

  static List<Row> rows(Document document) {
    return document.rows("metric");
  }

  static String name(Row row) {
    return row.cell(0).replace("`", "");
  }

  /** What is wrong about a document, by metric. */
  static List<String> faults(Document document, Map<String, Meter> meters) {
    List<String> faults = new ArrayList<>();
    Set<String> told = new TreeSet<>();
    for (Row row : rows(document)) {
      String name = name(row);
      Meter known = meters.get(name);
      if (!told.add(name)) {
        faults.add(name + ": told twice");
      } else if (known == null) {
        faults.add(name + ": there is no such metric");
      } else if (!known.equals(new Meter(row.cell(1), row.cell(2)))) {
        faults.add(
            "%s: it is a %s with %s, and told as a %s with %s"
                .formatted(name, known.kind(), known.labels(), row.cell(1), row.cell(2)));
      } else if (row.cell(3).isBlank()) {
        faults.add(name + ": what it tells is not told");
      }
    }
    meters.keySet().stream()
        .filter(name -> !told.contains(name))
        .forEach(name -> faults.add(name + ": not told"));
    return faults;
  }

  /** One of the two forms of the format leaves out what every counter ends in. */
  private static String exported(String family, String kind) {
    return kind.equals("counter") && !family.endsWith("_total") ? family + "_total" : family;
  }

  private static String family(String sample, Map<String, String> kinds) {
    String base = sample.replaceFirst("_(bucket|count|sum)$", "");
    return kinds.containsKey(sample) ? sample : base;
  }

  private static String written(Set<String> labels) {
    return labels.isEmpty()
        ? NONE
        : labels.stream().map(label -> '`' + label + '`').collect(Collectors.joining(", "));
  }
}
