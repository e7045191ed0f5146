package io.sekisho.connect;

import java.util.Optional;

/**
 * The octets of one request's head against the grammar of RFC 9112 §2 to §5, one after the other,
 * so that the outcome cannot depend on how they were cut into segments. Stricter than the parser
 * behind it, which is lenient as RFC 9112 permits: whatever another parser might read differently
 * (bare CR or LF, folded lines, blanks around names, more than one space in the request line,
 * control characters) is refused at the octet where it goes wrong.
 */
public final class HeadGrammar {

  /** RFC 9112 §3 recommends to support at least 8000 octets. */
  private static final int MAX_REQUEST_LINE = 8_192;

  /** HTTP-version, RFC 9112 §2.3; a {@code 0} stands for any digit. */
  private static final String VERSION = "HTTP/0.0";

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private enum State {
    EMPTY_LINES,
    EMPTY_LINE_END,
    METHOD,
    TARGET_START,
    TARGET,
    VERSION,
    REQUEST_LINE_END,
    FIELD_START,
    FIELD_NAME,
    FIELD_VALUE,
    FIELD_END,
    HEAD_END,
    COMPLETE,
    REFUSED
  }

  private final int maxLine;
  private final int maxFields;
  private State state = State.EMPTY_LINES;
  private int lineOctets;
  private int fieldOctets;
  private int versionOctets;
  private Refusal refusal;

  /**
   * @param maxFields the bound of the field section, in octets; also of the request line, if that
   *     is less than 8192
   */
  public HeadGrammar(int maxFields) {
    this.maxFields = maxFields;
    this.maxLine = Math.min(MAX_REQUEST_LINE, maxFields);
  }

  /**
   * Takes the next octet.
   *
   * @return whether there is more to take: not after the head's last octet, nor after one at which
   *     the head was refused
   */
  public boolean take(byte octet) {
    int c = octet & 0xff;
    if (isComplete() || refusal != null) {
      return false;
    }
    if (bounded()) {
      state = next(c);
    }
    return !isComplete() && refusal == null;
  }

  /** Whether the head has come to its end and is to the letter. */
  public boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Why the head is refused, if it is. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  private State next(int c) {
    return switch (state) {
      // RFC 9112 §2.2: empty lines before the request line are skipped.
      case EMPTY_LINES -> c == '\r' ? State.EMPTY_LINE_END : method(c);
      case EMPTY_LINE_END -> lineFeed(c, State.EMPTY_LINES);
      case METHOD -> c == ' ' ? State.TARGET_START : method(c);
      case TARGET_START -> isVisible(c) ? State.TARGET : wrong("the request line has no target");
      case TARGET -> target(c);
      case VERSION -> version(c);
      case REQUEST_LINE_END -> lineFeed(c, State.FIELD_START);
      case FIELD_START -> c == '\r' ? State.HEAD_END : fieldStart(c);
      case FIELD_NAME -> c == ':' ? State.FIELD_VALUE : fieldName(c);
      case FIELD_VALUE -> c == '\r' ? State.FIELD_END : fieldValue(c);
      case FIELD_END -> lineFeed(c, State.FIELD_START);
      case HEAD_END -> lineFeed(c, State.COMPLETE);
      case COMPLETE, REFUSED -> state;
    };
  }

  private State method(int c) {
    return isToken(c) ? State.METHOD : wrong("no request starts so");
  }

  private State target(int c) {
    if (c == ' ') {
      return State.VERSION;
    }
    return isVisible(c)
        ? State.TARGET
        : wrong("the request line is not method, target and version with one space in between");
  }

  private State version(int c) {
    if (versionOctets == VERSION.length() && c == '\r') {
      return State.REQUEST_LINE_END;
    }
    boolean fits = versionOctets < VERSION.length() && fits(c, VERSION.charAt(versionOctets));
    versionOctets++;
    return fits ? State.VERSION : wrong("the request line does not end in a version of HTTP");
  }

  private static boolean fits(int c, char pattern) {
    return pattern == '0' ? isDigit(c) : c == pattern;
  }

  /** RFC 9112 §5.2 and §2.2: neither a folded line nor blanks before the first field. */
  private State fieldStart(int c) {
    return c == ' ' || c == '\t' ? wrong("a header field line starts with a blank") : fieldName(c);
  }

  /** RFC 9112 §5.1: a name is a token, with no blank before the colon. */
  private State fieldName(int c) {
    return isToken(c) ? State.FIELD_NAME : wrong("the name of a header field is not a token");
  }

  private State fieldValue(int c) {
    return isFieldContent(c)
        ? State.FIELD_VALUE
        : wrong("the value of a header field has a control character");
  }

  /** RFC 9112 §2.2: a CR stands before an LF only. */
  private State lineFeed(int c, State next) {
    return c == '\n' ? next : wrong("a CR stands alone");
  }

  /** Whether the octet about to be taken is within the bounds. */
  private boolean bounded() {
    if (state.compareTo(State.REQUEST_LINE_END) <= 0) {
      // The CR and the LF do not count.
      if (state != State.REQUEST_LINE_END && ++lineOctets > maxLine + 1) {
        state = refuse(RefusalReason.TARGET_TOO_LONG, "the request line is too long");
      }
    } else if (++fieldOctets > maxFields) {
      state = refuse(RefusalReason.HEAD_TOO_LARGE, "the header fields are too large");
    }
    return refusal == null;
  }

  private State wrong(String detail) {
    return refuse(RefusalReason.MALFORMED_REQUEST, detail);
  }

  private State refuse(RefusalReason reason, String detail) {
    refusal = Refusal.of(reason, detail);
    return State.REFUSED;
  }

  /** RFC 9110 §5.5: octets from 0x80 are opaque; no control character but the tab. */
  static boolean isFieldContent(int c) {
    return c == '\t' || c >= ' ' && c != 0x7f;
  }

  /** What names may have in them (RFC 9110 §5.6.2). */
  static boolean isToken(int c) {
    return isDigit(c)
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isVisible(int c) {
    return c > ' ' && c < 0x7f;
  }
}
