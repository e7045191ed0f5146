package io.sekisho.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the program says to its operator as a warning or an error, out of its source: what is filled
 * in is {@code …}.
 */
final class LogMessages {

  private static final Path SOURCE = Path.of("src/main/java");

  /** Where a text for the operator is given: to the log, or to what is logged at the start. */
  private static final Pattern SAYS =
      Pattern.compile(
          "LOG\\s*\\.(?:warn|error)f?\\(|(?:warnings|told)\\.add\\(|warning =\\s*Optional\\.of\\(");

  private static final String FILLED_IN = "…";

  private LogMessages() {}

  static Set<String> all() {
    Set<String> messages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCE)) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(file -> read(file, messages));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static void read(Path file, Set<String> messages) {
    String source;
    try {
      source = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher says = SAYS.matcher(source);
    while (says.find()) {
      String message = message(source, says.end());
      if (message.matches("(?s).*\\p{L}.*")) {
        messages.add(message);
      }
    }
  }

  /** The first argument that is a text: its literals, and what stands between them. */
  static String message(String source, int start) {
    StringBuilder message = new StringBuilder();
    boolean isText = false;
    int depth = 0;
    for (int i = start; depth >= 0; i++) {
      char c = source.charAt(i);
      if (c == '"') {
        int end = i + 1;
        while (source.charAt(end) != '"') {
          end += source.charAt(end) == '\\' ? 2 : 1;
        }
        isText |= depth == 0;
        message.append(depth == 0 ? source.substring(i + 1, end) : FILLED_IN);
        i = end;
      } else if (c == ',' && depth == 0) {
        if (isText) {
          break;
        }
        message.setLength(0);
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        message.append(depth < 0 || c == '+' || Character.isWhitespace(c) ? "" : FILLED_IN);
      }
    }
    return isText ? written(message.toString()) : "";
  }

  private static String written(String literals) {
    return literals
        .replaceAll("%(\\d+\\$)?[sd]", FILLED_IN)
        .replace("\\\"", "\"")
        .replaceAll("…+", FILLED_IN);
  }
}
