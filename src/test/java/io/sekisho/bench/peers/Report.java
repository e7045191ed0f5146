package io.sekisho.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The table with what one must know to read it, printed and written to files. */
record Report(Options options, Results results, List<Contender> contenders) {

  /** What compilers may take without a word. */
  private static final double COMPILER_SHARE = 0.02;

  void write() throws IOException {
    String text = markdown();
    System.out.println(text);
    Path directory = Files.createDirectories(options.build().resolve("bench"));
    Files.writeString(directory.resolve("peers.md"), text);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("peers.json").toFile(), json());
    System.out.println("written to " + directory.resolve("peers.{md,json}"));
  }

  /** Where compilers took so much that the figures are not only the contender's own. */
  static List<String> compilerNotes(Results results) {
    return results.compilerShares().entrySet().stream()
        .filter(share -> share.getValue() > COMPILER_SHARE)
        .map(
            share ->
                String.format(
                    Locale.ROOT,
                    "%s: up to %.0f %% of its processor time was its compilers', C1 and C2",
                    share.getKey(),
                    share.getValue() * 100))
        .toList();
  }

  private List<String> columns() {
    return contenders.stream()
        .flatMap(
            contender ->
                contender.database().isEmpty()
                    ? Stream.of(contender.name())
                    : Stream.of(contender.name(), Run.withDatabase(contender)))
        .toList();
  }

  private String markdown() {
    List<String> peers =
        contenders.stream().filter(Contender::isPeer).map(Contender::name).toList();
    StringBuilder text = new StringBuilder(new Table(results, columns(), peers).markdown());
    text.append(
        """

        Medians of %d repetitions of %s s, %d processors. In brackets: ratio to direct / to the best peer that takes CONNECT.
        The fixed rate was %d per second; for direct and haproxy, which no CONNECT is sent to, 64 bytes there and back stand for it.
        """
            .formatted(
                options.repetitions(),
                options.seconds(),
                Runtime.getRuntime().availableProcessors(),
                options.rate()));
    if (options.quick()) {
      text.append("A quick run: what it says is indicative only.\n");
    }
    Stream.concat(results.notes().stream(), compilerNotes(results).stream())
        .forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  private Map<String, Object> json() {
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Figure figure : results.figures()) {
      Map<String, List<Double>> values = new LinkedHashMap<>();
      columns().forEach(column -> values.put(column, results.of(figure, column)));
      values.values().removeIf(List::isEmpty);
      figures.put(figure.name(), Map.of("title", figure.title(), "values", values));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("quick", options.quick());
    json.put("repetitions", options.repetitions());
    json.put("seconds", options.seconds());
    json.put("rate", options.rate());
    json.put("idle", options.idle());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("figures", figures);
    json.put("compilerShares", results.compilerShares());
    json.put("notes", results.notes());
    return json;
  }
}
