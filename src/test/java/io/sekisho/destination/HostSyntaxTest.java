package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Fuzz;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is scanned by hand against the grammar as it is written down, and against the library. */
@Tag(Fuzz.TAG)
class HostSyntaxTest {

  private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
  private static final Pattern NAME = Pattern.compile("(?:" + LABEL + "\\.)*" + LABEL);
  private static final Pattern NUMERIC_LAST_LABEL =
      Pattern.compile("(?:^|\\.)(?:[0-9]+|0x[0-9a-f]*)\\z");

  /** The ends of all ranges, and what lies just outside. */
  private static final String LETTERS = "azfgx0019.-_..0x/:`{@A\n\u00e9\u0661";

  private static final String DIGITS = "0123456789..125 :x\n";

  @Test
  void shouldBeTheGrammarOfNames() {
    for (int number = 0; number < 10 * Fuzz.inputs(); number++) {
      Random random = Fuzz.source(number);
      assertGrammar(random.nextBoolean() ? text(random, LETTERS, 12) : longLabels(random));
    }
  }

  @Test
  void shouldKnowEveryCharacterAtEveryPlace() {
    for (char c = 0; c < 0x180; c++) {
      for (String around : new String[] {"%s", "%sa", "a%s", "a%sa", "a.%s", "a.0%s", "a.0x%s"}) {
        assertGrammar(around.formatted(c));
      }
    }
  }

  @Test
  void shouldReadAnAddressAsTheLibraryDoes() {
    int addresses = 0;
    for (int number = 0; number < Fuzz.inputs(); number++) {
      Random random = Fuzz.source(number);
      String text = random.nextInt(4) == 0 ? text(random, DIGITS, 15) : quad(random);
      Optional<InetAddress> read = read(IpLiterals::address, text);
      assertThat(read)
          .as(described(text))
          .isEqualTo(read(t -> IpLiterals.address(IpLiterals.block(t).getBytes()), text));
      addresses += read.isPresent() ? 1 : 0;
    }
    assertThat(addresses).as("how many were addresses").isGreaterThan(Fuzz.inputs() / 20);
  }

  private static void assertGrammar(String text) {
    assertThat(HostSyntax.isName(text))
        .as("a name: " + described(text))
        .isEqualTo(NAME.matcher(text).matches());
    assertThat(HostSyntax.isLastLabelNumeric(text))
        .as("ends as a number: " + described(text))
        .isEqualTo(NUMERIC_LAST_LABEL.matcher(text).find());
  }

  private static String text(Random random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static String longLabels(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      text.append("a".repeat(60 + random.nextInt(5))).append(i > 0 ? "." : "");
    }
    if (random.nextBoolean()) {
      text.setCharAt(
          random.nextInt(text.length()), LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** Mostly one; each part may be a little too much. */
  private static String quad(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(10) == 0 ? random.nextInt(6) : 4;
    for (int i = 0; i < parts; i++) {
      text.append(i > 0 ? "." : "").append(random.nextInt(20) == 0 ? "0" : "");
      text.append(random.nextInt(random.nextInt(4) == 0 ? 1_100 : 258));
    }
    if (random.nextInt(5) == 0) {
      text.insert(
          random.nextInt(text.length() + 1), DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return text.toString();
  }

  private static Optional<InetAddress> read(Function<String, InetAddress> reader, String text) {
    try {
      return Optional.of(reader.apply(text));
    } catch (SyntaxException refused) {
      return Optional.empty();
    }
  }

  private static String described(String text) {
    return "\"" + text.replace("\n", "\\n") + "\", seed " + Fuzz.seed();
  }
}
