package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {

  @ParameterizedTest
  @CsvSource({
    "a & b, a &amp; b",
    "<script>, &lt;script&gt;",
    "\" onload=x, &quot; onload=x",
    "関所 é €, 関所 é €",
  })
  void shouldEscapeWhatIsMarkup(String text, String safe) {
    assertThat(SafeText.of(text)).isEqualTo(safe);
  }

  @Test
  void shouldLeaveNoWayOutOfAnAttribute() {
    assertThat(SafeText.of("'\"<>&")).isEqualTo("&#39;&quot;&lt;&gt;&amp;");
  }

  @Test
  void shouldShowWhatWouldNotBeSeenOrTurnsTextAround() {
    assertThat(SafeText.of("invoice\u202Egpj.exe")).isEqualTo("invoice‹U+202E›gpj.exe");
    assertThat(SafeText.of("\u2066x\u2069\u200B\uFEFF"))
        .isEqualTo("‹U+2066›x‹U+2069›‹U+200B›‹U+FEFF›");
    assertThat(SafeText.of("a\u0000b\u001B[31mc")).isEqualTo("a‹U+0000›b‹U+001B›[31mc");
    assertThat(SafeText.of("half \uD800")).isEqualTo("half ‹U+D800›");
    assertThat(SafeText.of("tag \uDB40\uDC41")).isEqualTo("tag ‹U+E0041›");
  }

  @Test
  void shouldKeepLinesAndPairs() {
    assertThat(SafeText.of("a\r\n\tb 😀")).isEqualTo("a\r\n\tb 😀");
  }
}
