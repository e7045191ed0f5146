package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.Keycloak;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job as a company would run it: real Keycloak, real PostgreSQL, real curl, the packaged
 * jar.
 */
class CurlThroughKeycloakIT {

  private static final byte[] CONTENT = new byte[3 * 1024 * 1024];

  private static PostgresServer postgres;
  private static Keycloak keycloak;
  private static SekishoProcess sekisho;
  private static HttpServer origin;
  private static Api api;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    new Random(7).nextBytes(CONTENT);
    origin = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          byte[] body =
              exchange.getRequestMethod().equals("POST")
                  ? exchange.getRequestBody().readAllBytes()
                  : CONTENT;
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    origin.start();
    postgres = new PostgresServer();
    keycloak = new Keycloak();
    sekisho = new SekishoProcess("keycloak", postgres.jdbcUrl(), keycloak.realmUrl()).start();
    api = new Api(sekisho.apiUrl(), keycloak.pass("adam"), keycloak.pass("audrey"));
    api.allow("developers-local", Api.group("developers"), "127.0.0.1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.policyVersion(sekisho.managementUrl()) >= 1);
  }

  @AfterAll
  static void stop() {
    sekisho.close();
    keycloak.close();
    postgres.close();
    origin.stop(0);
  }

  @Test
  void shouldLetAMemberOfTheGroupThroughWithABearerToken() throws Exception {
    Path download = directory.resolve("download");

    Curl curl =
        curl(
            "--proxy-header",
            "Proxy-Authorization: Bearer " + keycloak.pass("alice"),
            "-o",
            download.toString(),
            originUrl());

    assertThat(curl.exit()).as(curl.errors()).isZero();
    assertThat(Arrays.equals(Files.readAllBytes(download), CONTENT)).isTrue();
    JsonPath record = lastRecordOf("alice");
    assertThat(record.getString("items[0].decision")).isEqualTo("allow");
    assertThat(record.getString("items[0].policy")).isEqualTo("developers-local");
    assertThat(record.getString("items[0].userAgent")).startsWith("curl/");
    assertThat(record.getLong("items[0].bytesDown")).isGreaterThan(CONTENT.length);
  }

  @Test
  void shouldLetThroughWhoCanSendOnlyBasic() throws Exception {
    Path upload = Files.write(directory.resolve("upload"), CONTENT);
    Path back = directory.resolve("back");

    Curl curl =
        curl(
            "--proxy-user",
            "alice:" + keycloak.pass("alice"),
            "--data-binary",
            "@" + upload,
            "-o",
            back.toString(),
            originUrl());

    assertThat(curl.exit()).as(curl.errors()).isZero();
    assertThat(Arrays.equals(Files.readAllBytes(back), CONTENT)).isTrue();
  }

  @Test
  void shouldAnswerAChallengeDrivenClient() throws Exception {
    Curl curl =
        curl(
            "--proxy-anyauth",
            "--proxy-user",
            "oauth2:" + keycloak.pass("alice"),
            "-o",
            directory.resolve("x").toString(),
            originUrl());

    assertThat(curl.exit()).as(curl.errors()).isZero();
  }

  @Test
  void shouldRefuseWhoIsNotInTheGroup() throws Exception {
    Curl curl =
        curl("--proxy-header", "Proxy-Authorization: Bearer " + keycloak.pass("bob"), originUrl());

    assertThat(curl.exit()).isNotZero();
    assertThat(curl.errors()).contains("403");
    assertThat(lastRecordOf("bob").getString("items[0].decision")).isEqualTo("deny");
  }

  @Test
  void shouldRefuseWhoShowsNoPass() throws Exception {
    Curl curl = curl(originUrl());

    assertThat(curl.exit()).isNotZero();
    assertThat(curl.errors()).contains("407");
  }

  @Test
  void shouldKeepEveryPassToItself() throws Exception {
    String pass = keycloak.pass("alice");
    String signature = pass.substring(pass.lastIndexOf('.') + 1);
    curl("--proxy-user", "alice:" + pass, "-o", "/dev/null", originUrl());
    curl("--proxy-user", "bob:" + pass, originUrl());
    api.as(pass).get("/api/v1/policies").then().statusCode(403);
    lastRecordOf("alice");

    assertThat(sekisho.output()).doesNotContain(signature);
    assertThat(sekisho.metrics()).doesNotContain(signature).doesNotContain("alice");
    assertThat(postgres.query("select r::text from audit_record r"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(signature));
  }

  private static JsonPath lastRecordOf(String user) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                search(user).getList("items").size() > 0
                    && search(user).get("items[0].status") != null
                    && (!search(user).getString("items[0].decision").equals("allow")
                        || search(user).get("items[0].closeReason") != null));
    return search(user);
  }

  private static JsonPath search(String user) {
    return api.auditor()
        .queryParam("user", user)
        .queryParam("limit", 1)
        .get("/api/v1/tunnels")
        .jsonPath();
  }

  private static String originUrl() {
    return "http://127.0.0.1:" + origin.getAddress().getPort() + "/";
  }

  private record Curl(int exit, String errors) {}

  private Curl curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--max-time",
                "60",
                "--proxytunnel",
                "--noproxy",
                "",
                "--proxy",
                "http://127.0.0.1:" + sekisho.proxyPort()));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(directory, "curl", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("curl ends").isTrue();
    return new Curl(process.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
  }
}
