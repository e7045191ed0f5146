package io.sekisho.destination;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Set;

/**
 * Internationalized names by UTS 46, non-transitional, with the rules for right-to-left scripts and
 * joiners. Only names with an A-label, or written in other letters than ASCII, come here.
 */
final class Idna {

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  /** Where hyphens stand does not matter to UTS 46 either: r3---sn-abc.googlevideo.com is real. */
  private static final Set<IDNA.Error> HARMLESS =
      EnumSet.of(IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN, IDNA.Error.HYPHEN_3_4);

  private Idna() {}

  /**
   * Maps a name to ASCII, its labels in other letters to A-labels.
   *
   * @throws SyntaxException if UTS 46 does not allow it
   */
  static String toAscii(String text) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder ascii = UTS46.nameToASCII(text, new StringBuilder(), info);
    check(info);
    return ascii.toString();
  }

  /**
   * Demands that every label beginning with {@code xn--} is one that UTS 46 makes of what it stands
   * for. Any other has no one meaning: whoever decodes it could take it for another name.
   *
   * @throws SyntaxException if one is not
   */
  static void requireALabels(String name) {
    IDNA.Info info = new IDNA.Info();
    StringBuilder unicode = UTS46.nameToUnicode(name, new StringBuilder(), info);
    check(info);
    if (!toAscii(unicode.toString()).equals(name)) {
      throw invalid();
    }
  }

  private static void check(IDNA.Info info) {
    if (!HARMLESS.containsAll(info.getErrors())) {
      throw invalid();
    }
  }

  private static SyntaxException invalid() {
    return new SyntaxException("the host is not a valid internationalized name (UTS 46)");
  }
}
