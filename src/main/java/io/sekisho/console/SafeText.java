package io.sekisho.console;

import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode.Origin;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes every text harmless that goes into a page, whoever it is from: what HTML would take for
 * markup is escaped, and what would not be seen, or would turn the text behind it around, is shown
 * by its code point.
 */
@ApplicationScoped
class SafeText implements ResultMapper {

  /** Before the one of the template engine, which escapes only. */
  private static final int PRIORITY = 10;

  private static final Pattern CODE_POINT = Pattern.compile("‹U\\+([0-9A-F]{4,6})›");

  void add(@Observes EngineBuilder engine) {
    engine.addResultMapper(new SafeText());
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }

  @Override
  public boolean appliesTo(Origin origin, Object result) {
    return (result instanceof String || result instanceof Character)
        && origin.getVariant().map(Variant::getContentType).filter("text/html"::equals).isPresent();
  }

  @Override
  public String map(Object result, Expression expression) {
    return of(result.toString());
  }

  /** The text as a part of a page or of an attribute's value in quotes. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** What a field says that was shown by {@link #of}: what cannot be seen is what it was again. */
  static String read(String shown) {
    return CODE_POINT
        .matcher(shown)
        .replaceAll(
            match -> {
              int c = Integer.parseInt(match.group(1), 16);
              boolean isHidden = c <= Character.MAX_CODE_POINT && !isSeen(c);
              return Matcher.quoteReplacement(isHidden ? Character.toString(c) : match.group());
            });
  }

  private static void append(StringBuilder safe, int c) {
    switch (c) {
      case '&' -> safe.append("&amp;");
      case '<' -> safe.append("&lt;");
      case '>' -> safe.append("&gt;");
      case '"' -> safe.append("&quot;");
      case '\'' -> safe.append("&#39;");
      case '\n', '\r', '\t' -> safe.append((char) c);
      default -> {
        if (isSeen(c)) {
          safe.appendCodePoint(c);
        } else {
          safe.append(String.format(Locale.ROOT, "‹U+%04X›", c));
        }
      }
    }
  }

  private static boolean isSeen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
