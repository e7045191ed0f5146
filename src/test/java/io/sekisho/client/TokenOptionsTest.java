package io.sekisho.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.client.TokenOptions.Source.AtIssuer;
import io.sekisho.client.TokenOptions.Source.TokenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenOptionsTest {

  private static final String ISSUER = "--issuer=https://id.example.com/realms/company";

  @Test
  void shouldReadBothSpellingsOfAnOption() {
    TokenOptions options =
        read(ISSUER, "--client-id", "cli", "--proxy", "https://proxy.example.com:3129");

    assertThat(options.format()).isEqualTo(Format.ENV);
    assertThat(options.proxy().orElseThrow()).hasToString("https://proxy.example.com:3129");
    AtIssuer source = (AtIssuer) options.source();
    assertThat(source.issuer()).isEqualTo("https://id.example.com/realms/company");
    assertThat(source.clientId()).isEqualTo("cli");
    assertThat(source.flow()).isEqualTo(Flow.DEVICE);
  }

  @Test
  void shouldTakeVariablesForWhatIsNoArgument() {
    TokenOptions options =
        TokenOptions.read(
            List.of("--client-id=mine"),
            Map.of(
                "SEKISHO_ISSUER", "https://id.example.com",
                "SEKISHO_CLIENT_ID", "theirs",
                "SEKISHO_CLIENT_SECRET", "s3cret",
                "SEKISHO_FORMAT", "token",
                "SEKISHO_SCOPE", ""));

    AtIssuer source = (AtIssuer) options.source();
    assertThat(source.clientId()).isEqualTo("mine");
    assertThat(source.flow()).isEqualTo(Flow.CLIENT_CREDENTIALS);
    assertThat(source.secret()).contains(new Secret("s3cret"));
    assertThat(source.scope()).isEmpty();
    assertThat(options.format()).isEqualTo(Format.TOKEN);
    assertThat(options.toString()).doesNotContain("s3cret");
  }

  @Test
  void shouldPreferTheFileWithTheSecret() {
    AtIssuer source =
        (AtIssuer)
            TokenOptions.read(
                    List.of(ISSUER, "--client-id=a", "--format=json", "--client-secret-file=/s"),
                    Map.of("SEKISHO_CLIENT_SECRET", "other"))
                .source();
    assertThat(source.secretFile()).contains(Path.of("/s"));
    assertThat(source.secret()).isEmpty();
  }

  @Test
  void shouldTakeAFileInsteadOfAnIssuer() {
    assertThat(read("--token-file=/var/run/pass", "--format=header").source())
        .isEqualTo(new TokenFile(Path.of("/var/run/pass")));
    assertThatThrownBy(() -> read("--token-file=/f", "--flow=device", "--format=token"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("either --token-file or --flow");
    assertThat(
            TokenOptions.read(
                    List.of(ISSUER, "--client-id=a", "--flow=device", "--format=token"),
                    Map.of("SEKISHO_TOKEN_FILE", "/f"))
                .source())
        .isInstanceOf(AtIssuer.class);
  }

  @Test
  void shouldKeepWhatGoesPastTheProxyAlready() {
    assertThat(file(Map.of()).noProxy()).isEqualTo("localhost,127.0.0.1,::1");
    assertThat(file(Map.of("NO_PROXY", ".corp")).noProxy()).isEqualTo(".corp");
    assertThat(file(Map.of("NO_PROXY", ".corp", "no_proxy", "a")).noProxy()).isEqualTo("a");
    assertThat(file(Map.of("no_proxy", "a"), "--no-proxy=").noProxy()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com, true",
    "https://id.example.com/, true",
    "HTTPS://id.example.com, true",
    "http://localhost:8180/realms/x, true",
    "http://127.9.9.9:80, true",
    "http://[::1]:80, true",
    "http://id.example.com, false",
    "http://localhost.example.com, false",
    "http://127.0.0.1.example.com, false",
    "http://2130706433, false",
    "https://user@id.example.com, false",
    "https://id.example.com?x=1, false",
    "https://id.example.com#x, false",
    "https:id.example.com, false",
    "https:///realms, false",
    "file:///etc/passwd, false",
    "id.example.com, false",
    "https://id.example.com/ü, false",
  })
  void shouldSendSecretsToSafePlacesOnly(String issuer, boolean safe) {
    String[] line = {"--issuer=" + issuer, "--client-id=a", "--format=token"};
    if (safe) {
      assertThat(((AtIssuer) read(line).source()).issuer()).isEqualTo(issuer);
    } else {
      assertThatThrownBy(() -> read(line)).isInstanceOf(UsageError.class);
    }
  }

  @Test
  void shouldSpeakPlainHttpWhereToldTo() {
    assertThat(
            read("--issuer=http://id.corp", "--allow-http=true", "--client-id=a", "--format=token")
                .source())
        .isInstanceOf(AtIssuer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.com:3128",
        "http://proxy.example.com",
        "socks5://proxy.example.com:1080",
        "http://user:pw@proxy.example.com:3128",
        "http://proxy.example.com:3128/path",
        "http://proxy.example.com:0",
        "http://proxy.example.com:99999",
        "http://$(id):3128",
        "http://pro'xy:3128",
        "http://::1:3128",
      })
  void shouldTakeNothingButAProxy(String proxy) {
    assertThatThrownBy(() -> read("--token-file=/f", "--proxy=" + proxy))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("--proxy")
        .message()
        .doesNotContain("pw@");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| --proxy is needed, or the variable SEKISHO_PROXY",
        "--format=xml | --format must be one of env, token, header, json",
        "--format=token | --issuer is needed, or the variable SEKISHO_ISSUER",
        "--format=token --issuer=https://i | --client-id is needed, or the variable SEKISHO_CLIENT_ID",
        "--format=token --format=token | --format may be given once only",
        "--format | --format needs a value",
        "--format= | --format needs a value",
        "--fromat=token | --fromat is not an option",
        "--allow-http=yes --format=token --issuer=https://i | --allow-http must be one of true, false",
        "--flow=password --format=token --issuer=https://i --client-id=a | --flow must be one of device, client-credentials",
        "--flow=client-credentials --format=token --issuer=https://i --client-id=a | --flow=client-credentials needs --client-secret-file or the variable SEKISHO_CLIENT_SECRET",
      })
  void shouldSayWhatIsWrong(String line, String message) {
    List<String> words =
        Optional.ofNullable(line).map(text -> List.of(text.split(" "))).orElse(List.of());
    assertThatThrownBy(() -> TokenOptions.read(words, Map.of()))
        .isInstanceOf(UsageError.class)
        .hasMessage(message);
  }

  @Test
  void shouldNotRepeatASecret() {
    assertThatThrownBy(() -> read("--client-secret=hunter2"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("--client-secret-file")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> read("eyJhbGciOiJIUzI1NiJ9.e30.x"))
        .isInstanceOf(UsageError.class)
        .message()
        .doesNotContain("eyJ");
  }

  @Test
  void shouldTakeNoControlCharacters() {
    assertThatThrownBy(() -> read("--token-file=/f", "--proxy=http://p:1", "--no-proxy=a\nid"))
        .isInstanceOf(UsageError.class)
        .hasMessage("--no-proxy must not have control characters");
  }

  @Test
  void shouldTellOfEveryOptionInItsHelp() {
    assertThat(Arrays.asList(TokenOption.values()))
        .allSatisfy(option -> assertThat(Help.TOKEN).contains(option.argument() + "="));
    assertThat(Help.TOKEN.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
  }

  private static TokenOptions file(Map<String, String> variables, String... more) {
    List<String> line = new ArrayList<>(List.of("--token-file=/f", "--format=token"));
    line.addAll(List.of(more));
    return TokenOptions.read(line, variables);
  }

  private static TokenOptions read(String... line) {
    return TokenOptions.read(List.of(line), Map.of());
  }
}
