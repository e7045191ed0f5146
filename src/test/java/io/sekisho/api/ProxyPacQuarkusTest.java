package io.sekisho.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script for browsers, which anybody may ask for. */
@QuarkusTest
class ProxyPacQuarkusTest extends RunningSekisho {

  @Test
  void shouldBeThereWithoutAPass() {
    given()
        .get("/proxy.pac")
        .then()
        .statusCode(200)
        .contentType(equalTo("application/x-ns-proxy-autoconfig"))
        .header("Cache-Control", "max-age=300")
        .header("X-Content-Type-Options", "nosniff")
        .body(startsWith("var PROXY = \"HTTPS localhost:" + proxy.tlsPort() + "\";\n"))
        .body(containsString("function FindProxyForURL(url, host)"));
  }

  @Test
  void shouldNameWhatAnyoneMayReachAndNothingElse() {
    String open = "open-" + UUID.randomUUID() + ".example.com";
    String closed = "closed-" + UUID.randomUUID() + ".example.com";
    allow(Api.anyone(), open);
    allow(Api.group("developers"), closed);

    given().get("/proxy.pac").then().body(containsString(open)).body(not(containsString(closed)));
  }

  @Test
  void shouldBeAskedForAgainAtTheCostOfNothing() {
    String tag = given().get("/proxy.pac").header("ETag");
    given()
        .header("If-None-Match", tag)
        .get("/proxy.pac")
        .then()
        .statusCode(304)
        .header("ETag", tag)
        .body(equalTo(""));

    allow(Api.anyone(), "new-" + UUID.randomUUID() + ".example.com");
    given().header("If-None-Match", tag).get("/proxy.pac").then().statusCode(200);

    String elsewhere = given().header("Host", "other.example").get("/proxy.pac").header("ETag");
    assertThat(given().get("/proxy.pac").header("ETag")).isNotEqualTo(elsewhere);
  }

  @Test
  void shouldNoticeWhenAPolicyEnds() {
    String host = "ends-" + UUID.randomUUID() + ".example.com";
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                "p-" + UUID.randomUUID(),
                "allow",
                List.of(Api.anyone()),
                Map.of("host", host, "ports", List.of("443"))));
    Instant end = Instant.now().plusSeconds(6);
    policy.put("validUntil", end.toString());
    apply(policy);
    boolean named = given().get("/proxy.pac").asString().contains(host);
    // A machine may be so slow that it is over already.
    assertThat(named || Instant.now().isAfter(end)).as("named before its end").isTrue();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !given().get("/proxy.pac").asString().contains(host));
  }

  @ParameterizedTest
  @CsvSource({
    "sekisho.example.com, HTTPS sekisho.example.com",
    "Sekisho.Example.COM:8080, HTTPS sekisho.example.com",
    "192.0.2.7:8080, HTTPS 192.0.2.7",
    "[2001:DB8::1]:8080, HTTPS [2001:db8::1]",
  })
  void shouldLeadToWhereItWasAskedFor(String host, String proxies) throws IOException {
    assertThat(raw(host))
        .startsWith("HTTP/1.1 200 ")
        .contains("var PROXY = \"" + proxies + ":" + proxy.tlsPort() + "\";\n");
  }

  /** Whatever is in the field, the answer is a refusal or has none of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\";alert(1);\"",
        "a\\u0022",
        "a;b",
        "a b",
        "a'b",
        "<script>",
        "a@b",
        "a,b",
        "",
        "[::1",
        "[a\";alert(1)]",
        "::1",
        "0x7f.1",
        "a:80:90",
        "a\u00fc",
        "a/b",
      })
  void shouldNotLetAHostFieldWriteTheScript(String host) throws IOException {
    assertThat(raw(host))
        .startsWith("HTTP/1.1 400 ")
        .doesNotContain("alert")
        .doesNotContain("var PROXY");
  }

  @Test
  void shouldKnowWhereItIsOverHttp2Too() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/proxy.pac"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body()).startsWith("var PROXY = \"HTTPS localhost:");
  }

  @Test
  void shouldTakeNoParametersAndNoOtherMethod() {
    Response refusal = given().get("/proxy.pac?x=1");
    refusal.then().statusCode(400).body("errors[0].field", equalTo("x"));
    given().post("/proxy.pac").then().statusCode(405).header("Allow", "GET, HEAD");
  }

  /** As it goes over the wire, without a client's care. */
  private static String raw(String host) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(20_000);
      String request = "GET /proxy.pac HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
