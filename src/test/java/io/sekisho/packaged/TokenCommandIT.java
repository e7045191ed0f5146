package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.Keycloak;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged command at a real Keycloak; what it prints opens a tunnel for a real curl through
 * the packaged application.
 */
class TokenCommandIT {

  private static final String CONTENT = "came through\n";

  private static TestCertificates certificates;
  private static PostgresServer postgres;
  private static Keycloak keycloak;
  private static SekishoProcess sekisho;
  private static HttpsServer origin;
  private static Api api;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    certificates = new TestCertificates();
    origin = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    origin.setHttpsConfigurator(
        new HttpsConfigurator(certificates.showing(certificates.issue("origin", "ip:127.0.0.1"))));
    origin.createContext(
        "/",
        exchange -> {
          byte[] body = CONTENT.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    postgres = new PostgresServer();
    keycloak = new Keycloak();
    sekisho =
        new SekishoProcess("token-command", postgres.jdbcUrl(), keycloak.realmUrl())
            // Variables of the command, in an environment that is shared, mean nothing to it.
            .with("SEKISHO_ISSUER", "https://id.example.com")
            .with("SEKISHO_PROXY", "http://proxy.example.com:3128")
            .with("SEKISHO_FLOW", "device")
            .start();
    api = new Api(sekisho.apiUrl(), keycloak.pass("adam"), keycloak.pass("audrey"));
    api.allow("developers-local", Api.group("developers"), "127.0.0.1");
    api.allow("robot-local", Api.user("service-account-robot"), "127.0.0.1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.policyVersion(sekisho.managementUrl()) >= 2);
  }

  @AfterAll
  static void stop() {
    sekisho.close();
    keycloak.close();
    postgres.close();
    origin.stop(0);
  }

  @Test
  void shouldOpenATunnelForAProgramWithASecret() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "robot's secret+%\n");

    Run run = token(Map.of(), "--client-id=robot", "--client-secret-file=" + secret, "--no-proxy=");

    assertThat(run.exit()).as(run.errors()).isZero();
    assertThat(run.errors()).isEmpty();
    shouldComeThrough("eval \"$PRINTED\"; exec curl -sS --cacert \"$CA\" \"$URL\"", run);
    awaitTunnelOf("service-account-robot");
  }

  @Test
  void shouldOpenATunnelForAPersonWhoLogsIn() throws Exception {
    List<String> line = tokenLine("--client-id=device", "--no-proxy=");
    Path output = directory.resolve("device.out");
    Path errors = directory.resolve("device.err");
    Process process = start(line, environment(Map.of()), output, errors);
    try {
      String told = awaitInstructions(process, errors);
      String code = find("\n    ([A-Z0-9]{4}-[A-Z0-9]{4})\n", told);
      String page = find("\n    (http\\S+user_code=\\S+)\n", told);
      assertThat(page).endsWith(code);

      String thanks = new LoginPages().walk(page, "alice", "alice");

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(thanks).isTrue();
      Run run = new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
      assertThat(run.exit()).as(run.errors()).isZero();
      shouldComeThrough("eval \"$PRINTED\"; exec curl -sS --cacert \"$CA\" \"$URL\"", run);
      awaitTunnelOf("alice");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldPrintWhatCurlReads() throws Exception {
    Run run =
        token(
            Map.of("SEKISHO_CLIENT_SECRET", "robot's secret+%"),
            "--client-id=robot",
            "--format=header");

    assertThat(run.exit()).as(run.errors()).isZero();
    shouldComeThrough(
        "printf %s \"$PRINTED\" | curl -sS --cacert \"$CA\" --noproxy '' -x \"$PROXY\" -K - \"$URL\"",
        run);
  }

  @Test
  void shouldPrintWhatIsInAPodsFile() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), keycloak.pass("alice") + "\n");

    Run run = token(Map.of(), "--token-file=" + file, "--no-proxy=");

    assertThat(run.exit()).as(run.errors()).isZero();
    shouldComeThrough("eval \"$PRINTED\"; exec curl -sS --cacert \"$CA\" \"$URL\"", run);
  }

  @Test
  void shouldFailWithAWrongSecretAndPrintNothing() throws Exception {
    Run run =
        token(Map.of("SEKISHO_CLIENT_SECRET", "hunter2"), "--client-id=robot", "--format=json");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("check --client-id and the secret").doesNotContain("hunter2");
  }

  @Test
  void shouldSayWhatIsWrongWithItsOptions() throws Exception {
    Run run = token(Map.of(), "--format=yaml");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("--format must be one of").doesNotContain("Exception");
  }

  private record Run(int exit, String output, String errors) {}

  private Run token(Map<String, String> more, String... arguments) throws Exception {
    return run(tokenLine(arguments), environment(more));
  }

  private static List<String> tokenLine(String... arguments) {
    List<String> line = SekishoProcess.command();
    line.add("token");
    line.addAll(List.of(arguments));
    return line;
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SEKISHO_ISSUER", keycloak.realmUrl());
    environment.put("SEKISHO_PROXY", "http://127.0.0.1:" + sekisho.proxyPort());
    return environment;
  }

  private void shouldComeThrough(String script, Run printed) throws Exception {
    Run curl =
        run(
            List.of("sh", "-c", script),
            Map.of(
                "PRINTED",
                printed.output(),
                "CA",
                certificates.authorityPem().toString(),
                "PROXY",
                "http://127.0.0.1:" + sekisho.proxyPort(),
                "URL",
                "https://127.0.0.1:" + origin.getAddress().getPort() + "/"));
    assertThat(curl.exit()).as(curl.errors()).isZero();
    assertThat(curl.output()).isEqualTo(CONTENT);
  }

  private static void awaitTunnelOf(String user) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonPath found =
                  api.auditor().queryParam("user", user).get("/api/v1/tunnels").jsonPath();
              assertThat(found.getString("items[0].decision")).isEqualTo("allow");
              assertThat(found.getString("items[0].userAgent")).startsWith("curl/");
            });
  }

  private Run run(List<String> line, Map<String, String> environment) throws Exception {
    Path output = Files.createTempFile(directory, "run", ".out");
    Path errors = Files.createTempFile(directory, "run", ".err");
    Process process = start(line, environment, output, errors);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("%s ends", line).isTrue();
    return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  private static Process start(
      List<String> line, Map<String, String> environment, Path output, Path errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(line));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
  }

  private static String awaitInstructions(Process process, Path errors) {
    await("instructions")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> !process.isAlive() || Files.readString(errors).contains("Waiting for the login"));
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String find(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return found.group(1);
  }
}
