package io.sekisho.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.WebhookReceiver;
import io.sekisho.support.WebhookReceiver.Received;
import io.sekisho.watch.RuleName;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From what clients do on the sockets to an alert in the API, and at a webhook. */
@QuarkusTest
@TestProfile(AlertsQuarkusTest.LogOfItsOwn.class)
@QuarkusTestResource(value = WebhookReceiver.Resource.class, restrictToAnnotatedClass = true)
class AlertsQuarkusTest extends RunningSekisho {

  /** So that what is sent is what this test has done. */
  public static class LogOfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.watch.denials.threshold", "10");
    }
  }

  private static final String ALERTS = "/api/v1/alerts";
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  WebhookReceiver receiver;
  @Inject AgroalDataSource dataSource;

  private final String user = "mallory-" + UUID.randomUUID();

  /** Or what another test has left would take the answers that are meant for this one. */
  @BeforeEach
  void emptyTheOutbox() {
    receiver.answer();
    await()
        .atMost(A_MINUTE)
        .until(
            () -> query("select count(*) from alert_delivery where state = 'waiting'").equals("0"));
  }

  @Test
  void shouldShowABurstOfDenialsWithinAMinute() {
    List<UUID> attempts = burst(user, 10);
    JsonPath alert = alert(user);
    assertThat(alert.getString("rule")).isEqualTo("denials");
    assertThat(alert.getString("severity")).isEqualTo("medium");
    assertThat(alert.getString("user")).isEqualTo(user);
    assertThat(alert.getInt("figures.attempts")).isEqualTo(10);
    assertThat(alert.getInt("figures.threshold")).isEqualTo(10);
    assertThat(alert.getString("summary"))
        .isEqualTo("10 attempts that were denied within one minute");
    assertThat(alert.<Object>get("acknowledgement")).isNull();
    List<String> links = alert.getList("tunnels.href");
    assertThat(links)
        .containsExactlyInAnyOrderElementsOf(
            attempts.stream().map(id -> "/api/v1/tunnels/" + id).toList());
    api.auditor().get(links.get(0)).then().statusCode(200).body("user", equalTo(user));
    assertThat(metric("denials")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void shouldCountUpWhatGoesOnInsteadOfRaisingMore() {
    burst(user, 10);
    JsonPath first = alert(user);
    burst(user, 15);
    await()
        .atMost(A_MINUTE)
        .untilAsserted(() -> assertThat(alert(user).getInt("count")).isEqualTo(16));
    assertThat(alert(user).getString("id")).isEqualTo(first.getString("id"));
    assertThat(alert(user).getList("tunnels")).hasSize(25);
    assertThat(alert(user).getString("first")).isEqualTo(first.getString("first"));
    assertThat(instant(alert(user), "last")).isAfter(instant(first, "last"));
    assertThat(found(Map.of("user", user))).hasSize(1);
  }

  @Test
  void shouldFindNothingJustBelow() {
    burst(user, 9);
    String other = "other-" + user;
    burst(other, 10);
    // Records are looked at in their order: with this one, those of before have been.
    alert(other);
    assertThat(found(Map.of("user", user))).isEmpty();
  }

  @Test
  void shouldBeAcknowledgedOnce() {
    burst(user, 10);
    String id = alert(user).getString("id");
    String path = ALERTS + "/" + id + "/acknowledgement";
    String bob = issuer.pass("bob");
    api.as(bob).body(Map.of()).post(path).then().statusCode(403);
    api.auditor()
        .body(Map.of("note", "x".repeat(301)))
        .post(path)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("note"));
    api.auditor()
        .body(Map.of("remark", "x"))
        .post(path)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("remark"));
    assertThat(found(Map.of("user", user, "acknowledged", "false"))).hasSize(1);
    api.admin()
        .body(Map.of("note", "a script of ours"))
        .post(path)
        .then()
        .statusCode(200)
        .body("acknowledgement.by", equalTo("adam"))
        .body("acknowledgement.note", equalTo("a script of ours"))
        .body("tunnels.size()", equalTo(10));
    api.auditor().body(Map.of()).post(path).then().statusCode(409);
    assertThat(alert(user).getString("acknowledgement.by")).isEqualTo("adam");
    assertThat(instant(alert(user), "acknowledgement.at")).isBeforeOrEqualTo(Instant.now());
    assertThat(found(Map.of("user", user, "acknowledged", "false"))).isEmpty();
    assertThat(found(Map.of("user", user, "acknowledged", "true"))).hasSize(1);
    api.auditor()
        .post(ALERTS + "/" + UUID.randomUUID() + "/acknowledgement")
        .then()
        .statusCode(404);
  }

  /** Or a decoy that somebody has seen to would hide what comes then. */
  @Test
  void shouldBeToldAnewOfWhatComesAfterItIsAcknowledged() {
    burst(user, 10);
    String first = alert(user).getString("id");
    api.admin().body(Map.of()).post(ALERTS + "/" + first + "/acknowledgement");
    double told = metric("denials");
    burst(user, 2);
    await().atMost(A_MINUTE).until(() -> found(Map.of("user", user)).size() > 1);
    JsonPath second = alert(user);
    assertThat(second.<Object>get("acknowledgement")).isNull();
    await()
        .atMost(A_MINUTE)
        .untilAsserted(
            () ->
                assertThat(receiver.taken())
                    .extracting(Received::id)
                    .contains(first, second.getString("id")));
    assertThat(metric("denials")).isGreaterThan(told);
    assertThat(found(Map.of("user", user))).hasSize(2);
    JsonPath kept = api.auditor().get(ALERTS + "/" + first).jsonPath();
    assertThat(kept.getInt("count")).isEqualTo(1);
    assertThat(kept.getList("tunnels")).hasSize(10);
  }

  @Test
  void shouldBeSearchedByWhatItShows() {
    burst(user, 10);
    JsonPath alert = alert(user);
    String raised = alert.getString("raisedAt");
    String later = Instant.parse(raised).plusMillis(1).toString();
    assertThat(found(Map.of("user", user, "rule", "denials", "from", raised, "to", later)))
        .hasSize(1);
    assertThat(found(Map.of("user", user, "rule", "beacon"))).isEmpty();
    assertThat(found(Map.of("user", user, "to", raised))).isEmpty();
    assertThat(found(Map.of("user", user, "from", later))).isEmpty();
    for (Map.Entry<String, String> bad :
        Map.of("rule", "x", "from", "today", "acknowledged", "maybe", "host", "a", "cursor", "-")
            .entrySet()) {
      api.auditor()
          .queryParam(bad.getKey(), bad.getValue())
          .get(ALERTS)
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo(bad.getKey()));
    }
  }

  @Test
  void shouldComePageByPage() {
    List<String> users = List.of("a-" + user, "b-" + user, "c-" + user);
    users.forEach(one -> burst(one, 10));
    users.forEach(this::alert);
    List<String> all = api.auditor().get(ALERTS).jsonPath().getList("items.id");
    List<String> paged = new ArrayList<>();
    String cursor = null;
    do {
      var request = api.auditor().queryParam("limit", 2);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor)).get(ALERTS).jsonPath();
      paged.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(paged).isEqualTo(all).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
  }

  @Test
  void shouldDescribeAllRules() {
    assertThat(
            api.auditor()
                .queryParam("format", "json")
                .get("/q/openapi")
                .jsonPath()
                .<String>getList(
                    "paths.'/api/v1/alerts'.get.parameters.find { it.name == 'rule' }.schema.enum"))
        .isEqualTo(RuleName.labels());
  }

  @Test
  void shouldBeReadByAuditorsAloneAndNotUnseen() {
    for (String pass : List.of(issuer.pass("bob"), issuer.pass("adam", "sekisho-admin"))) {
      api.as(pass).get(ALERTS).then().statusCode(403);
      api.as(pass).get(ALERTS + "/" + UUID.randomUUID()).then().statusCode(403);
    }
    String reader = "audrey-" + UUID.randomUUID();
    api.as(issuer.pass(reader, "sekisho-auditor"))
        .queryParam("user", user)
        .get(ALERTS)
        .then()
        .statusCode(200);
    api.as(issuer.pass(reader, "sekisho-auditor"))
        .get(ALERTS + "/" + UUID.randomUUID())
        .then()
        .statusCode(404);
    api.auditor()
        .queryParam("user", reader)
        .get("/api/v1/audit/accesses")
        .then()
        .body("items.call", hasItems("GET /api/v1/alerts", "GET /api/v1/alerts/{id}"));
  }

  /** As a CloudEvent, signed as Standard Webhooks has it; also after it was not taken at first. */
  @Test
  void shouldBeSentUntilItIsTaken() throws Exception {
    receiver.answer(503, 500, 429, 302);
    burst(user, 10);
    Received taken = taken(user);
    List<Received> all =
        receiver.received().stream().filter(one -> one.id().equals(taken.id())).toList();
    assertThat(all).extracting(Received::status).containsExactly(503, 500, 429, 302, 204);
    JsonPath event = taken.json();
    assertThat(taken.headers().get("content-type"))
        .isEqualTo("application/cloudevents+json; charset=UTF-8");
    assertThat(taken.headers().get("authorization")).isEqualTo("Bearer for-the-webhook");
    assertThat(event.getString("specversion")).isEqualTo("1.0");
    assertThat(event.getString("type")).isEqualTo("io.sekisho.alert.raised");
    assertThat(event.getString("source")).isEqualTo("/api/v1/alerts");
    assertThat(event.getString("subject")).isEqualTo("denials");
    JsonPath alert = alert(user);
    assertThat(event.getString("id")).isEqualTo(alert.getString("id"));
    assertThat(instant(event, "time")).isEqualTo(instant(alert, "raisedAt"));
    for (String field :
        List.of("id", "rule", "severity", "user", "summary", "figures", "first", "raisedAt")) {
      assertThat(event.<Object>get("data." + field)).as(field).isEqualTo(alert.get(field));
    }
    assertThat(event.getList("data.tunnels.href"))
        .containsExactlyElementsOf(alert.getList("tunnels.href"));
    assertSigned(taken);
  }

  private static void assertSigned(Received taken) throws Exception {
    String secret = WebhookReceiver.Resource.SECRET.substring("whsec_".length());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
    String signed =
        taken.headers().get("webhook-id")
            + "."
            + taken.headers().get("webhook-timestamp")
            + "."
            + taken.body();
    assertThat(taken.headers().get("webhook-id")).isEqualTo(taken.id());
    assertThat(Long.parseLong(taken.headers().get("webhook-timestamp")))
        .isBetween(Instant.now().getEpochSecond() - 120, Instant.now().getEpochSecond());
    assertThat(taken.headers().get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void shouldComeInTheOrderInWhichItWasRaised() {
    receiver.answer(503, 503);
    List<String> users = List.of("a-" + user, "b-" + user, "c-" + user);
    for (String one : users) {
      burst(one, 10);
      alert(one);
    }
    users.forEach(this::taken);
    assertThat(
            receiver.taken().stream()
                .map(one -> one.json().getString("data.user"))
                .filter(users::contains))
        .containsExactlyElementsOf(users);
  }

  @Test
  void shouldGiveUpWhatIsRefusedAndGoOn() throws SQLException {
    receiver.answer(400);
    burst(user, 10);
    String id = alert(user).getString("id");
    await().atMost(A_MINUTE).until(() -> state(id).equals("given_up"));
    String other = "other-" + user;
    burst(other, 10);
    String next = taken(other).id();
    await().atMost(A_MINUTE).until(() -> state(next).equals("delivered"));
    assertThat(receiver.received().stream().filter(one -> one.id().equals(id))).hasSize(1);
  }

  @Test
  void shouldGiveUpWhatIsTooOld() throws SQLException {
    receiver.answerAlways(503);
    burst(user, 10);
    String id = alert(user).getString("id");
    await().atMost(A_MINUTE).until(() -> !receiver.received().isEmpty());
    // As nobody may change when it was raised, a day has to pass in another way.
    execute("alter table alert disable trigger alert_keeps_what_it_says");
    execute("update alert set raised_at = now() - interval '25 hours' where id = '" + id + "'");
    execute("alter table alert enable trigger alert_keeps_what_it_says");
    execute("update alert_delivery set next_attempt_at = now() where alert_id = '" + id + "'");
    await().atMost(A_MINUTE).until(() -> state(id).equals("given_up"));
  }

  /** Whatever rights somebody has in the database. */
  @Test
  void shouldNotBeChangedAfterwards() throws SQLException {
    burst(user, 10);
    String id = alert(user).getString("id");
    String where = " where id = '" + id + "'";
    for (String change :
        List.of(
            "update alert set user_name = 'x'" + where,
            "update alert set rule = 'x'" + where,
            "update alert set target = 'x'" + where,
            "update alert set raised_at = now()" + where,
            "truncate alert cascade")) {
      assertThat(failure(change)).as(change).contains("does not change");
    }
    api.auditor().body(Map.of()).post(ALERTS + "/" + id + "/acknowledgement");
    assertThat(failure("update alert set note = 'x'" + where)).contains("does not change");
    assertThat(failure("update alert set acknowledged_by = 'x'" + where))
        .contains("does not change");
  }

  private String failure(String sql) {
    try {
      execute(sql);
      return "";
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  /** So many attempts that are denied. */
  private List<UUID> burst(String who, int number) {
    List<UUID> attempts = new ArrayList<>();
    String pass = issuer.pass(who);
    for (int i = 0; i < number; i++) {
      RawClient.Response refusal =
          client().requestTunnel("denied.example:443", bearer(pass)).refusal();
      assertThat(refusal.status()).isEqualTo(403);
      String instance = JsonPath.from(refusal.body()).getString("instance");
      attempts.add(UUID.fromString(instance.substring("urn:uuid:".length())));
    }
    return attempts;
  }

  private JsonPath alert(String who) {
    await().atMost(A_MINUTE).until(() -> !found(Map.of("user", who)).isEmpty());
    String id = (String) found(Map.of("user", who)).get(0).get("id");
    return api.auditor().get(ALERTS + "/" + id).then().statusCode(200).extract().jsonPath();
  }

  private List<Map<String, Object>> found(Map<String, String> asked) {
    return api.auditor()
        .queryParams(asked)
        .get(ALERTS)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items");
  }

  private Received taken(String who) {
    await()
        .atMost(A_MINUTE)
        .until(
            () ->
                receiver.taken().stream()
                    .anyMatch(one -> who.equals(one.json().getString("data.user"))));
    return receiver.taken().stream()
        .filter(one -> who.equals(one.json().getString("data.user")))
        .findFirst()
        .orElseThrow();
  }

  private static double metric(String rule) {
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    return RestAssured.given()
        .baseUri("http://localhost:" + port)
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("sekisho_alerts_total{rule=\"" + rule + "\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static Instant instant(JsonPath json, String path) {
    return Instant.parse(json.getString(path));
  }

  private String state(String alert) throws SQLException {
    return query("select state from alert_delivery where alert_id = '" + alert + "'");
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
