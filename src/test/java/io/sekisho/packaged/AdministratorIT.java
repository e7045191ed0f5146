package io.sekisho.packaged;

import static io.sekisho.support.Api.anyone;
import static io.sekisho.support.Api.group;
import static io.sekisho.support.Api.policy;
import static io.sekisho.support.Api.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an administrator does, on two replicas over one database: written through the one, it acts
 * on the other.
 */
class AdministratorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String POLICIES = "/api/v1/policies";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess one;
  private static SekishoProcess two;
  private static Api api;

  private final List<RawClient> clients = new ArrayList<>();
  private final List<String> policies = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    one = new SekishoProcess("admin-one", postgres.jdbcUrl(), issuer.url()).start();
    two = new SekishoProcess("admin-two", postgres.jdbcUrl(), issuer.url()).start();
    api = api(one);
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
    policies.forEach(id -> api.admin().delete(POLICIES + "/" + id));
  }

  @Test
  void shouldLetADenialOfOneWinOverTheAllowOfAll() {
    add(allow("local", anyone()));
    awaitStatus("alice", 200);
    add(policy("not-bob", "deny", List.of(user("bob")), local()));
    awaitStatus("bob", 403);
    assertThat(connect("alice").head().status()).isEqualTo(200);
  }

  @Test
  void shouldRecordTheMostSpecificAllowAsDeciding() {
    add(allow("a-everyone", anyone()));
    add(allow("b-group", group("staff")));
    add(allow("c-user", user("carol")));
    awaitVersion();

    assertThat(decidingPolicy("carol", "staff")).isEqualTo("c-user");
    assertThat(decidingPolicy("dave", "staff")).isEqualTo("b-group");
    assertThat(decidingPolicy("erin")).isEqualTo("a-everyone");
  }

  @Test
  void shouldCutTheTunnelsOfTheOtherReplicaByAChange() {
    String id = add(allow("until-changed", user("frank")));
    awaitStatus("frank", 200);
    RawClient tunnel = open("frank");

    Map<String, Object> denying = new HashMap<>(allow("until-changed", user("frank")));
    denying.put("enabled", false);
    api.admin().body(denying).put(POLICIES + "/" + id).then().statusCode(200);

    assertThat(tunnel.rest()).as("cut on the other replica").isEmpty();
    await().atMost(PATIENCE).until(() -> closeReasons("frank").equals(List.of("policy_revoked")));
    awaitStatus("frank", 403);
  }

  @Test
  void shouldOnlyReportWhatIsInReportMode() {
    add(allow("grace-local", user("grace")));
    Map<String, Object> denial =
        new HashMap<>(policy("grace-not", "deny", List.of(user("grace")), local()));
    denial.put("mode", "report");
    add(denial);
    Map<String, Object> allowance = new HashMap<>(allow("heidi-perhaps", user("heidi")));
    allowance.put("mode", "report");
    add(allowance);
    awaitVersion();

    JsonPath allowed = record(tunnelId(connect("grace").head()));
    assertThat(allowed.getBoolean("wouldDeny")).isTrue();
    assertThat(allowed.getString("reportPolicy")).isEqualTo("grace-not");
    JsonPath denied = record(attemptId(connect("heidi").refusal()));
    assertThat(denied.getInt("status")).isEqualTo(403);
    assertThat(denied.getBoolean("wouldAllow")).isTrue();
    assertThat(denied.getString("reportPolicy")).isEqualTo("heidi-perhaps");
  }

  @Test
  void shouldBeginAndEndWithTheValidity() {
    Instant begin = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS);
    Map<String, Object> policy = new HashMap<>(allow("ivan-briefly", user("ivan")));
    policy.put("validFrom", begin.toString());
    policy.put("validUntil", begin.plusSeconds(8).toString());
    add(policy);
    awaitVersion();
    int early = connect("ivan").head().status();
    // A machine may be so slow that it has begun.
    assertThat(early == 403 || !Instant.now().isBefore(begin)).as("status %d", early).isTrue();

    awaitStatus("ivan", 200);
    assertThat(Instant.now()).isAfterOrEqualTo(begin);
    RawClient tunnel = open("ivan");

    assertThat(tunnel.rest()).as("cut when the validity ends").isEmpty();
    assertThat(Instant.now()).isAfterOrEqualTo(begin.plusSeconds(8));
    awaitStatus("ivan", 403);
  }

  @Test
  void shouldKeepTheHoursOfASchedule() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    String other = now.plusDays(3).getDayOfWeek().name();
    Map<String, Object> policy = new HashMap<>(allow("judy-hours", user("judy")));
    policy.put("schedule", schedule(other));
    String id = add(policy);
    awaitVersion();
    assertThat(connect("judy").refusal().status()).isEqualTo(403);

    policy.put(
        "schedule", schedule(now.getDayOfWeek().name(), now.plusDays(1).getDayOfWeek().name()));
    api.admin().body(policy).put(POLICIES + "/" + id).then().statusCode(200);

    awaitStatus("judy", 200);
  }

  @Test
  void shouldExplainWhatTheOtherReplicaDecides() {
    add(allow("kim-local", group("lab")));
    add(
        policy(
            "kim-not-ssh",
            "deny",
            List.of(anyone()),
            Map.of("host", "127.0.0.1", "ports", List.of("22"))));
    awaitVersion();

    explain(
            Map.of(
                "user", "kim", "groups", List.of("lab"), "host", "127.0.0.1", "port", echo.port()))
        .body("decision", equalTo("allow"))
        .body("policy", equalTo("kim-local"))
        .body("considered.find { it.policy == 'kim-not-ssh' }.failed", equalTo("port"));
    explain(Map.of("user", "kim", "groups", List.of("lab"), "host", "127.0.0.1", "port", 22))
        .body("decision", equalTo("deny"))
        .body("policy", equalTo("kim-not-ssh"));
    explain(Map.of("user", "kim", "host", "127.0.0.1", "port", echo.port()))
        .body("decision", equalTo("deny"))
        .body("policy", equalTo(null))
        .body("considered.find { it.policy == 'kim-local' }.failed", equalTo("subject"));
  }

  @Test
  void shouldNotOverwriteWhatWasChangedThroughTheOtherReplica() {
    Map<String, Object> policy = new HashMap<>(allow("leo-local", user("leo")));
    String id = add(policy);
    String seen = api.admin().get(POLICIES + "/" + id).header("ETag");
    policy.put("description", "changed through the other");
    api(two)
        .admin()
        .header("If-Match", seen)
        .body(policy)
        .put(POLICIES + "/" + id)
        .then()
        .statusCode(200);

    policy.put("description", "changed through the one");
    api.admin()
        .header("If-Match", seen)
        .body(policy)
        .put(POLICIES + "/" + id)
        .then()
        .statusCode(412);
    api.admin().header("If-Match", seen).delete(POLICIES + "/" + id).then().statusCode(412);
    api(two)
        .auditor()
        .get(POLICIES + "/" + id)
        .then()
        .body("description", equalTo("changed through the other"));
  }

  @Test
  void shouldApplyNothingOfAFileWithAMistake() {
    String id = add(allow("mia-local", user("mia")));
    awaitStatus("mia", 200);
    long version = api.policyVersion(one.managementUrl());
    String file =
        """
        policies:
          - name: imported
            effect: allow
            subjects: [{kind: user, value: nina}]
            destinations: [{host: 127.0.0.1, ports: ["1-65535"]}]
          - name: mistaken
            effect: perhaps
            subjects: [{kind: user, value: nina}]
            destinations: [{host: 127.0.0.1, ports: ["70000"]}]
        """;

    api.admin()
        .contentType("application/yaml")
        .body(file.getBytes(StandardCharsets.UTF_8))
        .post(POLICIES + "/import")
        .then()
        .statusCode(400)
        .body(
            "errors.field", hasItems("policies[1].effect", "policies[1].destinations[0].ports[0]"));

    assertThat(api.policyVersion(one.managementUrl())).isEqualTo(version);
    assertThat(api.admin().get(POLICIES + "/" + id).statusCode()).isEqualTo(200);
    assertThat(connect("nina").refusal().status()).isEqualTo(403);
  }

  @Test
  void shouldMakeThePoliciesWhatAFileSays() {
    add(allow("olga-local", user("olga")));
    awaitStatus("olga", 200);
    RawClient tunnel = open("olga");
    String before = api.admin().accept("application/yaml").get(POLICIES + "/export").asString();
    String file =
        """
        policies:
          - name: imported
            effect: allow
            subjects: [{kind: user, value: pete}]
            destinations: [{host: 127.0.0.1, ports: ["1-65535"]}]
        """;

    importing(file, "?dryRun=true")
        .body("created", contains("imported"))
        .body("deleted", hasItem("olga-local"));
    assertThat(connect("pete").refusal().status()).isEqualTo(403);
    importing(file, "").body("applied", equalTo(true));

    awaitStatus("pete", 200);
    assertThat(tunnel.rest()).isEmpty();
    importing(before, "?allowEmpty=true");
    awaitStatus("pete", 403);
    awaitStatus("olga", 200);
    importing("policies: []", "?allowEmpty=true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name': 'not a name'}                                                | name",
        "{'effect': 'maybe'}                                                   | effect",
        "{'subjects': []}                                                      | subjects",
        "{'subjects': [{'kind': 'robot', 'value': 'x'}]}                       | subjects[0].kind",
        "{'destinations': [{'host': 'a..b', 'ports': ['443']}]}                | destinations[0].host",
        "{'destinations': [{'host': 'a.test', 'ports': ['0']}]}                | destinations[0].ports[0]",
        "{'destinations': [{'cidr': '10.0.0.1/8', 'ports': ['443']}]}          | destinations[0].cidr",
        "{'validFrom': '2027-01-01T00:00:00Z', 'validUntil': '2026-01-01T00:00:00Z'} | validUntil",
        "{'schedule': {'days': ['MONDAY'], 'from': '08:00', 'to': '19:00', 'zone': 'Mars/Base'}} | schedule.zone",
        "{'limits': {'maxDuration': 'for ever'}}                               | limits.maxDuration",
        "{'tls': 'sometimes'}                                                  | tls",
        "{'efect': 'allow'}                                                    | efect"
      })
  void shouldNameTheFieldOfABadPolicy(String change, String field) {
    Map<String, Object> policy = new HashMap<>(allow("bad", user("quinn")));
    policy.putAll(JsonPath.from(change.replace('\'', '"')).getMap("$"));
    Response answer = api.admin().body(policy).post(POLICIES);
    if (answer.statusCode() == 201) {
      policies.add(answer.path("id"));
    }
    answer.then().statusCode(400).body("errors.field", hasItem(field));
  }

  private ValidatableResponse importing(String file, String parameters) {
    return api.admin()
        .contentType("application/yaml")
        .body(file.getBytes(StandardCharsets.UTF_8))
        .post(POLICIES + "/import" + parameters)
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse explain(Map<String, Object> question) {
    return api(two)
        .auditor()
        .contentType(ContentType.JSON)
        .body(question)
        .post("/api/v1/decisions")
        .then()
        .statusCode(200);
  }

  private String add(Map<String, Object> policy) {
    String id = api.create(policy);
    policies.add(id);
    return id;
  }

  private static Map<String, Object> allow(String name, Map<String, String> subject) {
    return policy(name, "allow", List.of(subject), local());
  }

  private static Map<String, Object> local() {
    return Map.of("host", "127.0.0.1", "ports", List.of("1-65535"));
  }

  private static Map<String, Object> schedule(String... days) {
    return Map.of("days", List.of(days), "from", "00:00", "to", "24:00", "zone", "UTC");
  }

  /** Until the other replica decides by what the one has. */
  private static void awaitVersion() {
    String version = api.admin().get(POLICIES + "/export").header("ETag").replace("\"", "");
    await()
        .atMost(PATIENCE)
        .until(() -> api.policyVersion(two.managementUrl()) >= Long.parseLong(version));
  }

  private void awaitStatus(String user, int status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(connect(user).head().status()).isEqualTo(status));
  }

  private RawClient open(String user) {
    RawClient client = connect(user);
    assertThat(client.head().status()).isEqualTo(200);
    client.send("hello");
    assertThat(client.readText(5)).isEqualTo("hello");
    return client;
  }

  private RawClient connect(String user, String... groups) {
    RawClient client = RawClient.connect(two.proxyPort());
    clients.add(client);
    return client.requestTunnel(
        echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass(user, groups));
  }

  private String decidingPolicy(String user, String... groups) {
    return record(tunnelId(connect(user, groups).head())).getString("policy");
  }

  private static UUID tunnelId(RawClient.Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    return UUID.fromString(answer.field("Sekisho-Tunnel").orElseThrow());
  }

  private static UUID attemptId(RawClient.Response refusal) {
    String instance = JsonPath.from(refusal.body()).getString("instance");
    return UUID.fromString(instance.substring(instance.lastIndexOf(':') + 1));
  }

  private static JsonPath record(UUID attempt) {
    await().atMost(PATIENCE).until(() -> api.knows(attempt));
    return api.tunnel(attempt);
  }

  private static List<String> closeReasons(String user) {
    return postgres.query(
        "select distinct c.close_reason from audit_record c join audit_record o using (tunnel_id)"
            + " where c.kind = 'closed' and o.kind = 'opened' and c.close_reason <> 'client_closed'"
            + " and c.close_reason <> 'client_reset' and o.user_name = '"
            + user
            + "'");
  }

  private static Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
