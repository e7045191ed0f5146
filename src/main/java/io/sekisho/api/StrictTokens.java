package io.sekisho.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The tokens of a document, with a bound on their number, and always knowing where they are. An
 * alias ({@code *name}) is refused: what reads the tokens would take it for the text of its name;
 * so is a number that would be written otherwise when read as a text.
 */
final class StrictTokens extends JsonParserDelegate {

  private final int most;
  private final Deque<Level> levels = new ArrayDeque<>();
  private int tokens;

  StrictTokens(JsonParser parser, int most) {
    super(parser);
    this.most = most;
  }

  /** Where in an object or a list. */
  private static final class Level {
    private final boolean list;
    private int index = -1;
    private String field;

    Level(boolean list) {
      this.list = list;
    }

    String step() {
      if (list) {
        return index < 0 ? "" : "[" + index + "]";
      }
      return field == null ? "" : "." + field;
    }
  }

  /** Something that is well-formed, and yet not to be had here. */
  static final class Refused extends JsonParseException {
    private static final long serialVersionUID = 1L;

    Refused(JsonParser parser, String message) {
      super(parser, message);
    }
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = delegate.nextToken();
    if (token == null) {
      return null;
    }
    place(token);
    if (++tokens > most) {
      throw new Refused(delegate, "has too many entries");
    }
    if (delegate instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw new Refused(delegate, "must not be an alias");
    }
    // A user or a host that looks like a number would become another one on the way.
    if (token.isNumeric() && !delegate.getText().equals(delegate.getNumberValue().toString())) {
      throw new Refused(delegate, "must be in quotes");
    }
    return token;
  }

  private void place(JsonToken token) throws IOException {
    if (token.isStructEnd()) {
      levels.pollLast();
      return;
    }
    Level level = levels.peekLast();
    if (token == JsonToken.FIELD_NAME) {
      level.field = delegate.currentName();
    } else if (level != null && level.list) {
      level.index++;
    }
    if (token.isStructStart()) {
      levels.addLast(new Level(token == JsonToken.START_ARRAY));
    }
  }

  /** The path to the last token, such as {@code policies[3].name}; empty for the whole. */
  String path() {
    return path(levels.size());
  }

  /** The path to the object or list that the last token is in, for what comes behind it. */
  String enclosingPath() {
    return path(levels.size() - 1);
  }

  private String path(int depth) {
    String path = levels.stream().limit(Math.max(0, depth)).map(Level::step).collect(joining());
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
