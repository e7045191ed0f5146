package io.sekisho.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A document in Markdown, as far as tests look at it: tables, headings, and what is no code. */
record Document(Path path, List<String> lines) {

  /** The row of a table, and the line on which it stands, from 0. */
  record Row(int line, List<String> cells) {

    String cell(int column) {
      return column < cells.size() ? cells.get(column) : "";
    }
  }

  static Document read(String path) {
    return read(Path.of(path));
  }

  static Document read(Path path) {
    try {
      return new Document(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Document without(int line) {
    List<String> rest = new ArrayList<>(lines);
    rest.remove(line);
    return new Document(path, rest);
  }

  Document with(int line, String text) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(line, text);
    return new Document(path, changed);
  }

  Document and(String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return new Document(path, more);
  }

  /** The rows of all tables whose first column has that title. */
  List<Row> rows(String title) {
    List<Row> rows = new ArrayList<>();
    boolean within = false;
    for (int line = 0; line < lines.size(); line++) {
      if (!lines.get(line).startsWith("|")) {
        within = false;
        continue;
      }
      List<String> cells = cells(lines.get(line));
      if (within && !cells.get(0).startsWith("---")) {
        rows.add(new Row(line, cells));
      }
      within |= cells.get(0).equals(title);
    }
    return rows;
  }

  /** Headings by their line, as what a link calls them. */
  Map<Integer, String> anchors() {
    Map<Integer, String> anchors = new LinkedHashMap<>();
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int line : prose()) {
      if (lines.get(line).startsWith("#")) {
        String anchor = anchor(lines.get(line).replaceFirst("#+ ", ""));
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.put(line, before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  /** The lines that are in no block of code. */
  int[] prose() {
    List<Integer> prose = new ArrayList<>();
    boolean isCode = false;
    for (int line = 0; line < lines.size(); line++) {
      boolean isFence = lines.get(line).strip().startsWith("```");
      isCode ^= isFence;
      if (!isCode && !isFence) {
        prose.add(line);
      }
    }
    return prose.stream().mapToInt(Integer::intValue).toArray();
  }

  /** As GitHub makes them. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
        .replace(' ', '-');
  }

  private static List<String> cells(String row) {
    String inner = row.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
    return Stream.of(inner.split("\\|", -1)).map(String::strip).toList();
  }
}
