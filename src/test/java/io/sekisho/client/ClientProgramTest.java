package io.sekisho.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.client.StubIssuer.Asked;
import io.sekisho.support.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command against an issuer that answers well, and ones that do not. */
class ClientProgramTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-01-31T00:00:00Z"), ZoneOffset.UTC);
  private static final String TOKEN = "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\"}";
  private static final String METADATA = "/.well-known/openid-configuration";
  private static final String PENDING = "{\"error\":\"authorization_pending\"}";

  private final StubIssuer issuer = new StubIssuer();
  private final FakeWaiting waiting = new FakeWaiting();
  private final Map<String, String> variables = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Duration timeout = Duration.ofSeconds(60);

  @TempDir Path directory;

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void shouldShowItsSecretToTheIssuerAlone() throws IOException {
    issuer.says("/token", 200, TOKEN);
    Path secret = Files.writeString(directory.resolve("secret"), "p:ss w+rd\n");

    int exit = run("--client-secret-file=" + secret, "--scope=a b", "--audience=sekisho");

    assertThat(exit).as(err()).isZero();
    assertThat(out()).isEqualTo("t0ken\n");
    assertThat(err()).isEmpty();
    Asked asked = issuer.asked("/token").get(0);
    assertThat(asked.authorization()).isEqualTo("Basic " + base64("the+client:p%3Ass+w%2Brd"));
    assertThat(asked.form())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("grant_type", "client_credentials", "scope", "a b", "audience", "sekisho"));
  }

  @Test
  void shouldShowItsSecretAsAFieldWhereNothingElseIsTaken() {
    issuer.says(
        METADATA,
        200,
        issuer.metadata(
            issuer.url(), ", \"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"));
    issuer.says("/token", 200, TOKEN);
    variables.put("SEKISHO_CLIENT_SECRET", "s3cret");

    assertThat(run()).as(err()).isZero();
    assertThat(issuer.asked("/token").get(0).authorization()).isEqualTo("null");
    assertThat(issuer.asked("/token").get(0).form())
        .containsEntry("client_id", "the client")
        .containsEntry("client_secret", "s3cret");
  }

  @Test
  void shouldLetAPersonLogIn() {
    device(900, 2)
        .says("/token", 400, PENDING)
        .then("/token", 400, "{\"error\":\"slow_down\"}")
        .then("/token", 400, PENDING)
        .then("/token", 503, "<html>")
        .then("/token", 400, PENDING)
        .then("/token", 200, TOKEN);

    assertThat(run("--scope=openid")).as(err()).isZero();

    assertThat(out()).isEqualTo("t0ken\n");
    assertThat(err()).contains("https://id.example.com/device", "WDJB-MJHT", "15 minutes");
    assertThat(waiting.pauses())
        .as("5 s more after slow_down, twice as long after no answer")
        .containsExactly(2L, 2L, 7L, 7L, 14L, 14L);
    assertThat(issuer.asked("/device").get(0).form())
        .isEqualTo(Map.of("client_id", "the client", "scope", "openid"));
    assertThat(issuer.asked("/token").get(5).form())
        .isEqualTo(
            Map.of(
                "client_id",
                "the client",
                "device_code",
                "d3vice",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code"));
  }

  @Test
  void shouldWaitFiveSecondsWhereTheIssuerSaysNothing() {
    issuer.says(
        "/device",
        200,
        """
        {"device_code": "d", "user_code": "u", "expires_in": 60,
         "verification_uri": "https://id.example.com/device"}""");
    issuer.says("/token", 200, TOKEN);
    assertThat(run()).as(err()).isZero();
    assertThat(waiting.pauses()).containsExactly(5L);
  }

  @Test
  void shouldGiveUpWhenTheCodeEnds() {
    device(60, 7).says("/token", 400, PENDING);
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the code ended before the login; run the command again");
    assertThat(waiting.pauses()).hasSize(8);
  }

  @Test
  void shouldNotWaitForEver() {
    device(Integer.MAX_VALUE, 600).says("/token", 400, PENDING);
    assertThat(run()).isEqualTo(1);
    assertThat(waiting.pauses()).as("an hour").hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":\"access_denied\"} | the login was denied",
        "400 | {\"error\":\"expired_token\"} | run the command again",
        "401 | {\"error\":\"invalid_client\"} | check --client-id and the secret",
        "401 | {\"error\":\"unauthorized_client\"} | check --client-id and the secret",
        "400 | {\"error\":\"unauthorized_client\"} | choose another --flow",
        "400 | {\"error\":\"invalid_scope\"} | --scope",
        "400 | {\"error\":\"odd\",\"error_description\":\"so\"} | refuses: odd (it says: so)",
        "400 | {\"error\":\"\\u001b[2Jx\\n\"} | refuses: ?[2Jx?",
        "404 | <html> | status 404",
        "302 | {} | status 302",
        "200 | {} | of type \"\"",
        "200 | [] | of type \"\"",
        "200 | {\"access_token\":\"x\",\"token_type\":\"DPoP\"} | bearer only",
        "200 | {\"token_type\":\"bearer\"} | no access_token",
        "200 | {\"access_token\":7,\"token_type\":\"bearer\"} | no access_token",
        "200 | {\"access_token\":\"a\\nb\",\"token_type\":\"bearer\"} | RFC 6750",
        "200 | {\"access_token\":\"a'b\",\"token_type\":\"bearer\"} | RFC 6750",
        "200 | {\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"bearer\"} | of type",
        "200 | {\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":0} | expired",
      })
  void shouldSayWhyThereIsNoPass(int status, String answer, String message) {
    for (boolean device : List.of(true, false)) {
      err.reset();
      device(60, 5).says("/token", status, answer);
      variables.put("SEKISHO_CLIENT_SECRET", device ? "" : "s3cret");

      assertThat(run()).isEqualTo(1);

      assertThat(out()).isEmpty();
      assertThat(err()).contains(message).doesNotContain("\u001b").doesNotContain("s3cret");
    }
  }

  @Test
  void shouldNotBelieveWhoSpeaksForAnother() {
    for (String other : List.of("https://id.example.com", issuer.url() + "/", "")) {
      err.reset();
      issuer.says(METADATA, 200, issuer.metadata(other, ""));
      assertThat(run()).isEqualTo(1);
      assertThat(err()).contains("the issuer calls itself \"" + other + "\"");
    }
    assertThat(issuer.asked("/device")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example.com/token",
        "file:///etc/passwd",
        "/token",
        "https://u@h/",
        "javascript:x"
      })
  void shouldNotBeLedAstrayByMetadata(String endpoint) {
    issuer.says(
        METADATA,
        200,
        "{\"issuer\":\"%s\",\"token_endpoint\":\"%s\"}".formatted(issuer.url(), endpoint));
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("token_endpoint is not a URL to be used");
  }

  @Test
  void shouldNotFollowRedirects() {
    issuer.redirects(METADATA, issuer.url() + "/elsewhere");
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("there is no issuer at --issuer", "status 302");
    assertThat(issuer.asked("/elsewhere")).isEmpty();

    issuer.says(METADATA, 200, issuer.metadata(issuer.url(), ""));
    issuer.redirects("/token", issuer.url() + "/elsewhere");
    variables.put("SEKISHO_CLIENT_SECRET", "s3cret");
    assertThat(run()).isEqualTo(1);
    assertThat(issuer.asked("/elsewhere")).isEmpty();
  }

  @Test
  void shouldNotReadMoreThanItCanHold() {
    issuer.says(METADATA, 200, "{\"issuer\":\"" + "x".repeat(300_000) + "\"}");
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the issuer's answer is too large");
  }

  @Test
  void shouldNotWaitForAnIssuerThatIsAway() {
    issuer.close();
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the issuer cannot be reached");
  }

  @Test
  void shouldNotWaitForAnIssuerThatFallsSilent() {
    issuer.stalls(METADATA);
    timeout = Duration.ofMillis(300);
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the issuer does not answer in time");
  }

  @Test
  void shouldTrustTheAuthoritiesOfTheFileAlone() {
    TestCertificates certificates = new TestCertificates();
    String authority = certificates.authorityPem().toString();
    variables.put("SEKISHO_CLIENT_SECRET", "s3cret");
    try (StubIssuer safe =
        new StubIssuer(certificates.showing(certificates.issue("id", "ip:127.0.0.1")))) {
      safe.says("/token", 200, TOKEN);

      assertThat(runAt(safe, "--ca-file=" + authority)).as(err()).isZero();
      assertThat(runAt(safe)).isEqualTo(1);
      assertThat(err()).contains("there is no safe connection with the issuer", "--ca-file");

      safe.says(METADATA, 200, leadingAwayFromTls(safe));
      err.reset();
      assertThat(runAt(safe, "--ca-file=" + authority, "--allow-http=true")).isEqualTo(1);
      assertThat(err()).contains("token_endpoint is not a URL to be used");
    }
  }

  private static String leadingAwayFromTls(StubIssuer safe) {
    return "{\"issuer\":\"%s\",\"token_endpoint\":\"http://127.0.0.1/token\"}"
        .formatted(safe.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"device_code\":\"d\",\"user_code\":\"\\u001b[31m\",\"expires_in\":60,\"verification_uri\":\"https://h/\"}",
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":60,\"verification_uri\":\"http://h/\"}",
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":60,\"verification_uri\":\"https://h/\\n\"}",
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":-1,\"verification_uri\":\"https://h/\"}",
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":\"60\",\"verification_uri\":\"https://h/\"}",
      })
  void shouldShowNobodyWhatIsNotSafeToShow(String answer) {
    issuer.says("/device", 200, answer);
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the issuer's answer has no usable").doesNotContain("\u001b");
  }

  @Test
  void shouldSayThatThereIsNoDeviceFlow() {
    issuer.says(
        METADATA,
        200,
        "{\"issuer\":\"%1$s\",\"token_endpoint\":\"%1$s/token\"}".formatted(issuer.url()));
    assertThat(run()).isEqualTo(1);
    assertThat(err()).contains("the issuer has no device flow");
  }

  @Test
  void shouldPrintWhatIsInAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a.b.c\n");
    assertThat(runPlain("token", "--format=token", "--token-file=" + file)).as(err()).isZero();
    assertThat(out()).isEqualTo("a.b.c\n");
  }

  @Test
  void shouldKnowWhenATokenInAFileEnds() throws IOException {
    Path file = directory.resolve("token");
    Files.writeString(file, jwt(NOW.instant().plusSeconds(60)));
    assertThat(runPlain("token", "--format=json", "--token-file=" + file)).as(err()).isZero();
    assertThat(out()).contains("\"expiresAt\":\"2026-01-31T00:01:00Z\"");

    out.reset();
    Files.writeString(file, jwt(Instant.parse("9999-12-31T23:59:59Z")));
    assertThat(runPlain("token", "--format=json", "--token-file=" + file)).as(err()).isZero();
    assertThat(out()).contains("\"expiresAt\":\"9999-12-31T23:59:59Z\"");

    out.reset();
    Files.writeString(file, jwt(NOW.instant()));
    assertThat(runPlain("token", "--format=json", "--token-file=" + file)).isEqualTo(1);
    assertThat(err()).contains("the token expired at 2026-01-31T00:00:00Z");
    assertThat(out()).isEmpty();
  }

  @Test
  void shouldSayWhichFileIsOfNoUse() throws IOException {
    Path missing = directory.resolve("missing");
    assertThat(runPlain("token", "--format=token", "--token-file=" + missing)).isEqualTo(1);
    assertThat(err()).contains(missing + " cannot be read");

    Path empty = Files.writeString(directory.resolve("empty"), " \n");
    assertThat(runPlain("token", "--format=token", "--token-file=" + empty)).isEqualTo(1);
    assertThat(err()).contains(empty + " is empty");

    Path twoLines = Files.writeString(directory.resolve("two"), "a\nb\n");
    assertThat(runPlain("token", "--format=token", "--token-file=" + twoLines)).isEqualTo(1);
    assertThat(err()).contains("RFC 6750");

    Path noPem = Files.writeString(directory.resolve("ca.pem"), "nothing");
    assertThat(run("--ca-file=" + noPem)).isEqualTo(1);
    assertThat(err()).contains(noPem + " has no certificates in PEM");
  }

  @Test
  void shouldTellHowItIsUsed() {
    assertThat(runPlain("help")).isZero();
    assertThat(out()).contains("token ...");
    assertThat(runPlain("token", "--help")).isZero();
    assertThat(out()).contains("--client-secret-file");
    assertThat(runPlain("--version")).isZero();
    assertThat(out()).contains("sekisho ");
    assertThat(err()).isEmpty();
  }

  @Test
  void shouldEndWith2IfItIsMisused() {
    assertThat(runPlain("token", "--colour=red")).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err()).contains("--colour is not an option", "help token");
  }

  @Test
  void shouldNotSucceedIfNobodyCanReadIt() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a.b.c\n");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("disk full");
          }
        };
    ClientProgram program =
        new ClientProgram(
            new PrintStream(full, true, StandardCharsets.UTF_8), System.err, command());
    assertThat(program.run("token", "--format=token", "--token-file=" + file)).isEqualTo(1);
  }

  @Test
  void shouldLeaveEverythingElseToTheApplication() {
    assertThat(ClientProgram.isMeantBy("token")).isTrue();
    assertThat(ClientProgram.isMeantBy("help", "token")).isTrue();
    assertThat(ClientProgram.isMeantBy()).isFalse();
    assertThat(ClientProgram.isMeantBy("tokens")).isFalse();
    assertThat(ClientProgram.isMeantBy("-Dx=y", "token")).isFalse();
  }

  private StubIssuer device(int life, int interval) {
    return issuer.says(
        "/device",
        200,
        """
        {"device_code": "d3vice", "user_code": "WDJB-MJHT", "expires_in": %d, "interval": %d,
         "verification_uri": "https://id.example.com/device"}"""
            .formatted(life, interval));
  }

  private int run(String... more) {
    return runAt(issuer, more);
  }

  private int runAt(StubIssuer issuer, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "token", "--issuer=" + issuer.url(), "--client-id=the client", "--format=token"));
    line.addAll(List.of(more));
    return runPlain(line.toArray(String[]::new));
  }

  private int runPlain(String... line) {
    return new ClientProgram(stream(out), stream(err), command()).run(line);
  }

  private TokenCommand command() {
    return new TokenCommand(variables, stream(err), NOW, waiting, timeout);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String jwt(Instant exp) {
    return base64Url("{}") + "." + base64Url("{\"exp\":" + exp.getEpochSecond() + "}") + ".c2ln";
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
