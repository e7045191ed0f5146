package io.sekisho.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  /** RFC 8785 §3.2.2 and §3.2.3, as far as numbers are whole. */
  @Test
  void shouldBeTheFormOfTheRfc() throws Exception {
    String json =
        """
        {"string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
         "literals": [null, true, false], "n": 333333333, "gone": null}
        """;
    assertThat(canonical(json))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"n\":333333333,"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void shouldSortMembersByTheirCodeUnits() throws Exception {
    String json =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
         "\\u00f6": "Latin Small Letter O With Diaeresis"}
        """;
    assertThat(canonical(json).replaceAll("\"[^\"]*\":\"([^\"]*)\"", "$1"))
        .isEqualTo(
            "{Carriage Return,One,Control,Latin Small Letter O With Diaeresis,Euro Sign,"
                + "Emoji: Grinning Face,Hebrew Letter Dalet With Dagesh}");
  }

  /** Once published, no version may compute another. */
  @Test
  void shouldNeverChangeItsHashes() {
    ChainStart start =
        new ChainStart(1, "sekisho-7c9f", "2026-11-26T12:00:00.000000Z", 0, ChainStart.NO_HASH);
    assertThat(new String(CanonicalJson.bytes(start.json()), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"chain\":1,\"node\":\"sekisho-7c9f\",\"previousHash\":\""
                + "0".repeat(64)
                + "\",\"previousSequence\":0,\"startedAt\":\"2026-11-26T12:00:00.000000Z\"}");
    assertThat(start.hash())
        .isEqualTo(
            HexFormat.of().formatHex(CanonicalJson.sha256(CanonicalJson.bytes(start.json()))))
        .isEqualTo("d595837354d43165e11a90be23477004a279bb6e52ed332b8af675e2dc436b41");
  }

  private static String canonical(String json) throws Exception {
    return new String(
        CanonicalJson.bytes(new ObjectMapper().readTree(json)), StandardCharsets.UTF_8);
  }
}
