package io.sekisho.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.client.TokenOptions.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

  private static final String TOKEN = "abc.DEF-_~+/09==";

  @Test
  void shouldPrintVariablesForAShell() {
    assertThat(output(Format.ENV, "localhost,.corp"))
        .isEqualTo(
            """
            export https_proxy='http://oauth2:abc.DEF-_~%2B%2F09%3D%3D@proxy.example.com:3128'
            export HTTPS_PROXY='http://oauth2:abc.DEF-_~%2B%2F09%3D%3D@proxy.example.com:3128'
            export no_proxy='localhost,.corp'
            export NO_PROXY='localhost,.corp'
            """);
  }

  @Test
  void shouldPrintTheTokenAlone() {
    assertThat(output(Format.TOKEN, "")).isEqualTo(TOKEN + "\n");
  }

  @Test
  void shouldPrintALineForCurl() {
    assertThat(output(Format.HEADER, ""))
        .isEqualTo("proxy-header = \"Proxy-Authorization: Bearer " + TOKEN + "\"\n");
  }

  @Test
  void shouldPrintAnObject() {
    assertThat(output(Format.JSON, ""))
        .isEqualTo(
            "{\"token\":\"abc.DEF-_~+/09==\",\"expiresAt\":\"2026-01-31T00:00:00Z\","
                + "\"proxy\":\"http://proxy.example.com:3128\"}\n");
    assertThat(
            Output.of(
                new Pass(new AccessToken("t"), Optional.empty()),
                new TokenOptions(
                    new Source.TokenFile(Path.of("/f")), Format.JSON, Optional.empty(), "")))
        .isEqualTo("{\"token\":\"t\",\"expiresAt\":null,\"proxy\":null}\n");
  }

  /** Whatever the shell makes of it is what was meant: nothing is run, nothing is lost. */
  @Test
  void shouldQuoteForARealShell() throws Exception {
    Random random = new Random(11);
    String hostile = "'\"\\$`!;&|<>()*?[]{}~# %=ab";
    StringBuilder noProxy = new StringBuilder("'; exit 3; '$(exit 4)`exit 5`");
    for (int i = 0; i < 500; i++) {
      noProxy.append(hostile.charAt(random.nextInt(hostile.length())));
    }
    noProxy.append("'");

    String seen = eval(output(Format.ENV, noProxy.toString()));

    assertThat(seen)
        .isEqualTo(noProxy + "|http://oauth2:abc.DEF-_~%2B%2F09%3D%3D@proxy.example.com:3128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a\nb",
        "a\r\nProxy-Authorization: x",
        "a\"",
        "a'",
        "a;b",
        "$(id)",
        "a\\b",
        "ä",
        "=a",
        "a=b",
        "a\u0000",
        "a,b",
        "a%62",
      })
  void shouldTakeNothingForATokenThatIsNone(String token) {
    assertThatThrownBy(() -> new AccessToken(token))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("RFC 6750");
  }

  @Test
  void shouldTakeNoTokenThatFitsIntoNoHead() {
    assertThat(new AccessToken("a".repeat(32_768)).value()).hasSize(32_768);
    assertThatThrownBy(() -> new AccessToken("a".repeat(32_769))).isInstanceOf(Failure.class);
  }

  @Test
  void shouldNotTellATokenByAccident() {
    assertThat(new Pass(new AccessToken(TOKEN), Optional.empty()).toString()).doesNotContain(TOKEN);
  }

  private static String output(Format format, String noProxy) {
    return Output.of(
        new Pass(new AccessToken(TOKEN), Optional.of(Instant.parse("2026-01-31T00:00:00Z"))),
        new TokenOptions(
            new Source.TokenFile(Path.of("/f")),
            format,
            Optional.of(ProxyUrl.parse("http://proxy.example.com:3128")),
            noProxy));
  }

  private static String eval(String output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh", "-c", "eval \"$OUTPUT\"; printf '%s|%s' \"$no_proxy\" \"$https_proxy\"");
    builder.environment().putAll(Map.of("OUTPUT", output));
    Process process = builder.redirectErrorStream(true).start();
    String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(seen).isZero();
    return seen;
  }
}
