package io.sekisho.packaged;

import static io.sekisho.support.Api.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes that take two, and access that is asked for, on two replicas over one database. */
class GovernanceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String POLICIES = "/api/v1/policies";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess one;
  private static SekishoProcess two;

  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    one = governed("governed-one").start();
    two = governed("governed-two").start();
  }

  private static SekishoProcess governed(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url())
        .with("SEKISHO_POLICY_APPROVALS", "1")
        .with("SEKISHO_API_URL", "https://sekisho.example.com");
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @AfterEach
  void cleanUp() {
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldChangeNothingBeforeASecondAdministratorAgrees() {
    Response proposed =
        admin(one, "adam")
            .body(
                Api.policy(
                    "two-agree",
                    "allow",
                    List.of(user("anna")),
                    Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))))
            .post(POLICIES);
    proposed.then().statusCode(202);
    String change = URI.create(proposed.header("Location")).getPath();
    assertThat(connect(one, "anna").refusal().status()).isEqualTo(403);

    admin(two, "adam").post(change + "/approval").then().statusCode(403);
    assertThat(connect(two, "anna").refusal().status()).isEqualTo(403);

    admin(two, "berta").post(change + "/approval").then().statusCode(200);
    awaitOpen(one, "anna");
    awaitOpen(two, "anna");
    admin(one, "berta").post(change + "/approval").then().statusCode(409);
    String id = admin(one, "adam").get(change).path("policyId");
    admin(one, "adam")
        .get(POLICIES + "/" + id + "/history")
        .then()
        .body("items[0].by", equalTo("adam"))
        .body("items[0].approvedBy", equalTo("berta"));
  }

  @Test
  void shouldLeadFromARefusalToATunnelThatEndsInTime() {
    RawClient.Response refusal = connect(one, "carl").refusal();
    assertThat(JsonPath.from(refusal.body()).getString("accessRequest"))
        .isEqualTo("https://sekisho.example.com/api/v1/me/access-requests");

    String request =
        as(two, issuer.pass("carl"))
            .body(Map.of("host", "127.0.0.1", "port", echo.port(), "reason", "to deploy"))
            .post("/api/v1/me/access-requests")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    Instant until = Instant.now().plusSeconds(12);
    Response approved =
        admin(one, "adam")
            .body(Map.of("until", until.toString()))
            .post("/api/v1/access-requests/" + request + "/approval");
    approved.then().statusCode(200);
    awaitOpen(two, "carl");
    RawClient tunnel = connect(one, "carl");
    assertThat(tunnel.head().status()).isEqualTo(200);

    as(one, issuer.pass("carl"))
        .get("/api/v1/me/policies")
        .then()
        .body("items.size()", equalTo(1))
        .body("items[0].validUntil", equalTo(approved.path("grantedUntil")));
    assertThat(tunnel.rest()).as("cut when the access ends").isEmpty();
    assertThat(Instant.now()).isAfter(until.minusMillis(1));
    assertThat(connect(two, "carl").refusal().status()).isEqualTo(403);
  }

  @Test
  void shouldNotStartWithKeysThatCannotBe() {
    for (Map.Entry<String, String> key :
        Map.of(
                "SEKISHO_POLICY_APPROVALS", "2",
                "SEKISHO_API_URL", "ftp://sekisho.example.com",
                "SEKISHO_POLICY_ACCESS_REQUESTS_MAX_DURATION", "0s")
            .entrySet()) {
      try (SekishoProcess wrong = governed("governed-wrong").with(key.getKey(), key.getValue())) {
        assertThat(wrong.startInVain()).as("exit status with %s", key).isNotZero();
        String property =
            key.getKey()
                .toLowerCase()
                .replace('_', '.')
                .replace("access.requests.max.duration", "access-requests.max-duration");
        assertThat(wrong.output()).as("output with %s", key).contains(property);
      }
    }
  }

  private void awaitOpen(SekishoProcess replica, String user) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(connect(replica, user).head().status()).isEqualTo(200));
  }

  private RawClient connect(SekishoProcess replica, String user) {
    RawClient client = RawClient.connect(replica.proxyPort());
    clients.add(client);
    return client.requestTunnel(
        echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass(user));
  }

  private static RequestSpecification admin(SekishoProcess replica, String name) {
    return as(replica, issuer.pass(name, "sekisho-admin"));
  }

  private static RequestSpecification as(SekishoProcess replica, String pass) {
    return new Api(replica.apiUrl(), pass, pass).as(pass);
  }
}
