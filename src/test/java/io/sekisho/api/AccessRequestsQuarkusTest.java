package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.Http2Client;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for access, and who may decide on it. */
@QuarkusTest
class AccessRequestsQuarkusTest extends RunningSekisho {

  private static final String MINE = "/api/v1/me/access-requests";
  private static final String ALL = "/api/v1/access-requests/";

  @Inject DataSource dataSource;

  @Test
  void shouldLeadFromTheRefusalToTheTunnel() {
    String user = name("dora");
    String pass = issuer.pass(user);
    try (Target target = Target.echo()) {
      RawClient.Response refusal =
          client().requestTunnel(target.authority(), bearer(pass)).refusal();
      assertThat(refusal.status()).isEqualTo(403);
      String link = JsonPath.from(refusal.body()).getString("accessRequest");
      assertThat(link).isEqualTo(MINE);
      Instant until = Instant.now().plusSeconds(3_600);

      Response asked =
          api.as(pass)
              .body(
                  Map.of(
                      "host",
                      "127.0.0.1",
                      "port",
                      target.port(),
                      "reason",
                      "to test",
                      "until",
                      until.toString()))
              .post(link);
      asked
          .then()
          .statusCode(201)
          .body("status", equalTo("pending"))
          .body("user", equalTo(user))
          .body("policy", nullValue());
      String id = asked.path("id");
      assertThat(asked.header("Location")).endsWith(MINE + "/" + id);

      Response approved = approve(id, Map.of("reason", "fine"));

      approved.then().statusCode(200).body("status", equalTo("approved"));
      String policy = approved.path("policy");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  client().requestTunnel(target.authority(), bearer(pass)).head().status() == 200);
      assertThat(
              client()
                  .requestTunnel(target.authority(), bearer(issuer.pass(name("other"))))
                  .head()
                  .status())
          .isEqualTo(403);
      for (Response seen :
          List.of(
              api.as(pass).get(MINE + "/" + id),
              api.auditor().get(ALL + id),
              api.admin().get(ALL + id))) {
        seen.then()
            .statusCode(200)
            .body("policy", equalTo(policy))
            .body("policyId", notNullValue())
            .body("decidedBy", equalTo("adam"))
            .body("decisionReason", equalTo("fine"))
            .body("grantedUntil", startsWith(until.toString().substring(0, 19)));
      }
      api.auditor()
          .get("/api/v1/policies/" + approved.path("policyId"))
          .then()
          .body("name", startsWith("access-"))
          .body("subjects", contains(Api.user(user)))
          .body("destinations.host", contains("127.0.0.1"))
          .body("destinations[0].ports", contains(Integer.toString(target.port())))
          .body("validUntil", equalTo(approved.path("grantedUntil")))
          .body(
              "description", equalTo("asked for by " + user + ": to test; approved by adam: fine"));
      api.delete(approved.path("policyId"));
    }
  }

  @Test
  void shouldLeaveWhatIsGrantedAloneWhenAFileIsImported() {
    Response approved = approve(asked(name("finn"), Map.of("duration", "PT1H")), Map.of());
    String id = approved.path("policyId");
    String granted = approved.path("policy");
    String export = "/api/v1/policies/export";
    String file = api.admin().accept(ContentType.JSON).get(export).asString();
    assertThat(file).doesNotContain(granted);

    imported(file).body("deleted", not(hasItem(granted)));
    Map<String, Object> policy = api.admin().get("/api/v1/policies/" + id).jsonPath().getMap("$");
    assertThat(policy).containsEntry("name", granted);

    // What an administrator makes of it is written by him, and hides nowhere.
    policy.put("subjects", List.of(Api.anyone()));
    policy.remove("lint");
    api.admin().body(policy).put("/api/v1/policies/" + id).then().statusCode(200);
    assertThat(api.admin().accept(ContentType.JSON).get(export).asString()).contains(granted);
    imported(file).body("deleted", hasItem(granted));
    api.admin().get("/api/v1/policies/" + id).then().statusCode(404);
  }

  private ValidatableResponse imported(String file) {
    return api.admin()
        .queryParam("allowEmpty", true)
        .body(file)
        .post("/api/v1/policies/import")
        .then()
        .statusCode(200);
  }

  @Test
  void shouldLinkToWhereAccessIsAskedForOverHttp2() {
    try (Http2Client client = Http2Client.connect(proxy.tlsPort(), certificates.anonymous())) {
      client.connectTo(1, "denied.test:443", issuer.pass("alice"));
      assertThat(client.response(1).status()).isEqualTo(403);
      assertThat(JsonPath.from(client.rest(1)).getString("accessRequest")).isEqualTo(MINE);
    }
  }

  @Test
  void shouldLetItEndByItself() {
    String user = name("ends");
    try (Target target = Target.echo()) {
      String id = asked(user, Map.of("port", target.port(), "host", "127.0.0.1"));
      Response approved = approve(id, Map.of("until", Instant.now().plusSeconds(4).toString()));
      approved.then().statusCode(200);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  policies.newest().orElseThrow().size() > 0
                      && api.as(issuer.pass(user))
                          .get("/api/v1/me/policies")
                          .jsonPath()
                          .getList("items.name")
                          .contains(approved.path("policy").toString()));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  client()
                          .requestTunnel(target.authority(), bearer(issuer.pass(user)))
                          .head()
                          .status()
                      == 403);
      api.delete(approved.path("policyId"));
    }
  }

  @Test
  void shouldLetNobodyApproveTheirOwn() {
    String ownPass = issuer.pass("adam", "sekisho-admin");
    String byName = ask(ownPass, Map.of()).path("id");
    api.admin().post(ALL + byName + "/approval").then().statusCode(403);
    // The same person under another name, and somebody else under the same name.
    String renamed =
        issuer.token(
            Map.of(
                "sub", "subject-of-adam",
                "preferred_username", name("renamed"),
                "groups", List.of("sekisho-admin")));
    api.as(renamed).post(ALL + byName + "/approval").then().statusCode(403);
    String namesake =
        issuer.token(
            Map.of(
                "sub", "another",
                "preferred_username", "adam",
                "groups", List.of("sekisho-admin")));
    api.as(namesake).post(ALL + byName + "/approval").then().statusCode(403);
    api.admin().get(ALL + byName).then().body("status", equalTo("pending"));

    Response approved =
        api.as(issuer.pass("eve", "sekisho-admin"))
            .body(Map.of("until", Instant.now().plusSeconds(60).toString()))
            .post(ALL + byName + "/approval");

    approved.then().statusCode(200).body("decidedBy", equalTo("eve"));
    api.delete(approved.path("policyId"));
  }

  @Test
  void shouldKeepTheRolesApart() {
    String id = asked(name("u"), Map.of());
    for (String pass : List.of(issuer.pass("alice"), issuer.pass("audrey", "sekisho-auditor"))) {
      api.as(pass).post(ALL + id + "/approval").then().statusCode(403);
      api.as(pass)
          .body(Map.of("reason", "no"))
          .post(ALL + id + "/rejection")
          .then()
          .statusCode(403);
    }
    api.as(issuer.pass("alice")).get(ALL + id).then().statusCode(403);
    api.as(issuer.pass("alice")).get(ALL).then().statusCode(403);
    RestAssured.given().get(MINE).then().statusCode(401);
    RestAssured.given()
        .contentType("application/json")
        .body("{}")
        .post(MINE)
        .then()
        .statusCode(401);
    api.admin().get(ALL + id).then().body("status", equalTo("pending"));
  }

  @Test
  void shouldShowNobodyTheRequestsOfOthers() {
    String user = name("owner");
    String id = asked(user, Map.of());
    String other = issuer.pass(name("other"));
    String namesake = issuer.token(Map.of("sub", "another", "preferred_username", user));
    for (String pass : List.of(other, namesake, issuer.pass("adam", "sekisho-admin"))) {
      api.as(pass).get(MINE + "/" + id).then().statusCode(404);
      api.as(pass).delete(MINE + "/" + id).then().statusCode(404);
      api.as(pass).get(MINE).then().statusCode(200).body("items.id", not(hasItem(id)));
    }
    api.as(issuer.pass(user)).get(MINE).then().body("items.id", contains(id));
    api.as(other)
        .queryParam("user", user)
        .get(MINE)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("user"));
  }

  @Test
  void shouldAnswerTheSameQuestionByTheSameRequest() {
    String user = name("twice");
    String id = asked(user, Map.of());
    Response again =
        ask(issuer.pass(user), Map.of("host", "TARGET.test.", "reason", "other words"));

    again.then().statusCode(200).body("id", equalTo(id));
    assertThat(again.header("Location")).endsWith(id);
    ask(issuer.pass(user), Map.of("port", 8443)).then().statusCode(201);
  }

  @Test
  void shouldWithdrawWhatIsPendingAlone() {
    String user = name("withdraws");
    String id = asked(user, Map.of());
    api.as(issuer.pass(user)).delete(MINE + "/" + id).then().statusCode(204);
    api.as(issuer.pass(user)).delete(MINE + "/" + id).then().statusCode(409);
    approve(id, Map.of("until", Instant.now().plusSeconds(60).toString()))
        .then()
        .statusCode(409)
        .body("detail", containsString("withdrawn"));
    api.auditor().get(ALL + id).then().body("status", equalTo("withdrawn"));
    assertThat(asked(user, Map.of())).isNotEqualTo(id);
  }

  @Test
  void shouldRejectWithAReason() {
    String user = name("rejected");
    String id = asked(user, Map.of());
    api.admin().post(ALL + id + "/rejection").then().statusCode(400);
    api.admin().body(Map.of("reason", " ")).post(ALL + id + "/rejection").then().statusCode(400);
    api.admin()
        .body(Map.of("reason", "use the mirror"))
        .post(ALL + id + "/rejection")
        .then()
        .statusCode(200)
        .body("status", equalTo("rejected"));
    api.as(issuer.pass(user))
        .get(MINE + "/" + id)
        .then()
        .body("decisionReason", equalTo("use the mirror"))
        .body("decidedBy", equalTo("adam"));
    approve(id, Map.of()).then().statusCode(409);
  }

  @Test
  void shouldNeedAnEndThatIsNotTooFarAway() {
    String id = asked(name("endless"), Map.of());
    approve(id, Map.of()).then().statusCode(400).body("errors[0].field", equalTo("until"));
    for (String bad :
        List.of(
            Instant.now().plusSeconds(31L * 86_400).toString(),
            Instant.now().minusSeconds(1).toString(),
            "+999999999-01-01T00:00:00Z",
            "soon")) {
      approve(id, Map.of("until", bad))
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("until"));
    }
    Instant before = Instant.now();
    String lasting = asked(name("lasting"), Map.of("duration", "PT8H"));
    Response approved = approve(lasting, Map.of());
    approved.then().statusCode(200).body("duration", equalTo("PT8H"));
    assertThat(Instant.parse(approved.path("grantedUntil")))
        .isBetween(
            before.plus(Duration.ofHours(8)).minusMillis(1), Instant.now().plusSeconds(28_800));
    api.delete(approved.path("policyId"));
  }

  @Test
  void shouldNotApproveWhatAPolicyWouldStillDeny() {
    String group = name("interns");
    String deny = name("deny");
    apply(
        Api.policy(
            deny,
            "deny",
            List.of(Api.group(group)),
            Map.of("host", "*.secret.test", "ports", List.of("443"))));
    Map<String, Object> reported =
        new HashMap<>(
            Api.policy(
                name("reported"),
                "deny",
                List.of(Api.group(group)),
                Map.of("host", "open.test", "ports", List.of("1-65535"))));
    reported.put("mode", "report");
    apply(reported);
    apply(
        Api.policy(
            name("by-address"),
            "deny",
            List.of(Api.group(group)),
            Map.of("cidr", "0.0.0.0/0", "ports", List.of("1-65535"))));
    String user = name("intern");
    String pass = issuer.pass(user, group);
    long version = policies.newest().orElseThrow().version();

    String denied =
        ask(
                pass,
                Map.of("host", "a.secret.test", "ports", List.of(80, 443), "duration", "PT1H"),
                "port")
            .path("id");
    approve(denied, Map.of())
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString(deny));
    api.admin().get(ALL + denied).then().body("status", equalTo("pending"));
    String byLiteral = ask(pass, Map.of("host", "192.0.2.1", "duration", "PT1H")).path("id");
    approve(byLiteral, Map.of()).then().statusCode(409);
    assertThat(policies.newest().orElseThrow().version()).isEqualTo(version);
    api.as(pass)
        .get("/api/v1/me/policies")
        .then()
        .body("items.name", not(hasItem(startsWith("access-"))));

    String open = ask(pass, Map.of("host", "open.test", "duration", "PT1H")).path("id");
    Response approved = approve(open, Map.of());
    approved.then().statusCode(200);
    api.delete(approved.path("policyId"));
  }

  @Test
  void shouldApproveOnceThoughTwoDoItAtOnce() throws Exception {
    String user = name("raced");
    String id = asked(user, Map.of("duration", "PT1H"));
    List<Callable<Response>> approvals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String approver = issuer.pass("approver-" + i, "sekisho-admin");
      approvals.add(() -> api.as(approver).post(ALL + id + "/approval"));
    }
    List<Response> answers = atOnce(approvals);

    assertThat(answers).extracting(Response::statusCode).containsOnlyOnce(200).contains(409);
    api.as(issuer.pass(user))
        .get("/api/v1/me/policies")
        .then()
        .body("items.findAll { it.name.startsWith('access-') }.size()", equalTo(1));
    answers.stream()
        .filter(answer -> answer.statusCode() == 200)
        .forEach(answer -> api.delete(answer.path("policyId")));
  }

  @Test
  void shouldBoundWhatOneUserHasPending() throws Exception {
    String user = name("many");
    List<Callable<Response>> asks = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int port = 1_000 + i;
      asks.add(() -> ask(issuer.pass(user), Map.of("port", port)));
    }
    List<Response> answers = atOnce(asks);

    // 503: too many calls at one time, whoever makes them.
    assertThat(answers).extracting(Response::statusCode).isSubsetOf(201, 429, 503);
    for (int i = 0; i < 30; i++) {
      ask(issuer.pass(user), Map.of("port", 2_000 + i));
    }
    api.as(issuer.pass(user)).get(MINE).then().body("items.size()", equalTo(20));
    ask(issuer.pass(user), Map.of("port", 3_000)).then().statusCode(429);
    ask(issuer.pass(name("another")), Map.of("port", 3_000)).then().statusCode(201);
  }

  @Test
  void shouldBoundWhatOneUserAsksInADay() throws Exception {
    String user = name("daily");
    String id = asked(user, Map.of());
    sql(
        "insert into access_request select gen_random_uuid(), user_name, subject, issuer,"
            + " service_account, groups, host, ports, reason, asked_until, asked_seconds,"
            + " requested_at, 'withdrawn', requested_at, user_name, subject, issuer"
            + " from access_request, generate_series(1, 99) where id = '%s'".formatted(id));

    ask(issuer.pass(user), Map.of("port", 1)).then().statusCode(429);
  }

  @Test
  void shouldExpireWhatNobodyDecidesOn() throws Exception {
    String user = name("waits");
    String pass = issuer.pass(user);
    String young = asked(user, Map.of());
    String old = UUID.randomUUID().toString();
    String past = UUID.randomUUID().toString();
    String columns = "user_name, subject, issuer, groups, reason";
    for (Map.Entry<String, String> row :
        Map.of(
                old, "8000, null, now() - interval '7 days 1 minute'",
                past, "8001, now() - interval '1 minute', now() - interval '1 day'")
            .entrySet()) {
      String[] values = row.getValue().split(", ", 3);
      sql(
          "insert into access_request (id, host, ports, asked_until, requested_at, status, %s)"
                  .formatted(columns)
              + " select '%s', host, array[%s], %s, %s, 'pending', %s from access_request"
                  .formatted(row.getKey(), values[0], values[1], values[2], columns)
              + " where id = '%s'".formatted(young));
    }

    for (String id : List.of(old, past)) {
      api.as(pass).get(MINE + "/" + id).then().body("status", equalTo("expired"));
      approve(id, Map.of("until", Instant.now().plusSeconds(60).toString()))
          .then()
          .statusCode(409)
          .body("detail", containsString("expired"));
      api.as(pass).delete(MINE + "/" + id).then().statusCode(409);
    }
    assertThat(ids("expired")).contains(old, past).doesNotContain(young);
    assertThat(ids("pending")).contains(young).doesNotContain(old, past);
    ask(pass, Map.of("port", 8000)).then().statusCode(201);
  }

  @Test
  void shouldPageNewestFirst() {
    String user = name("pages");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, asked(user, Map.of("port", 1_000 + i)));
    }
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var request = api.as(issuer.pass(user)).queryParam("limit", 2);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor)).get(MINE).jsonPath();
      seen.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(seen).isEqualTo(made);
    api.auditor().queryParam("status", "done").get(ALL).then().statusCode(400);
    api.auditor().queryParam("cursor", "bm8").get(ALL).then().statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host=*.test",
        "host=a b",
        "host=10.0.0.0/8",
        "port=0",
        "port=65536",
        "port=\"443\"",
        "ports=[]",
        "ports=[443, null]",
        "ports=[443, 0]",
        "reason=",
        "reason=null",
        "reason=bell\u0007",
        "until=tomorrow",
        "until=2020-01-01T00:00:00Z",
        "until=9999-01-01T00:00:00Z",
        "duration=8h",
        "duration=PT1S",
        "duration=P31D",
        "duration=-PT8H",
        "user=bob",
        "status=approved"
      })
  void shouldNameWhatIsWrongWithARequest(String wrong) {
    String field = wrong.substring(0, wrong.indexOf('='));
    String text = wrong.substring(wrong.indexOf('=') + 1);
    Map<String, Object> body = body(Map.of());
    body.put(
        field,
        switch (text) {
          case "null" -> null;
          case "[]" -> List.of();
          case "[443, null]" -> java.util.Arrays.asList(443, null);
          case "[443, 0]" -> List.of(443, 0);
          case "0", "65536" -> Integer.valueOf(text);
          default -> text;
        });
    if (field.equals("ports")) {
      body.remove("port");
    }

    api.as(issuer.pass("alice"))
        .body(body)
        .post(MINE)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", startsWith(field));
  }

  @Test
  void shouldRefuseBothAndNeither() {
    ask(issuer.pass("alice"), Map.of("ports", List.of(443))).then().statusCode(400);
    ask(issuer.pass("alice"), Map.of(), "port").then().statusCode(400);
    ask(
            issuer.pass("alice"),
            Map.of("duration", "PT1H", "until", Instant.now().plusSeconds(60).toString()))
        .then()
        .statusCode(400);
    ask(issuer.pass("alice"), Map.of("reason", "x".repeat(301))).then().statusCode(400);
    ask(issuer.pass("nul\u0000nul"), Map.of()).then().statusCode(409);
    ask(issuer.pass("long" + "x".repeat(600)), Map.of()).then().statusCode(409);
    api.as(issuer.pass("nul\u0000nul"))
        .get(MINE)
        .then()
        .statusCode(200)
        .body("items", equalTo(List.of()));
  }

  @Test
  void shouldKeepWhatWasDecidedWhoeverChangesTheTable() {
    String id = asked(name("kept"), Map.of());
    for (String statement :
        List.of(
            "update access_request set host = 'other.test' where id = '%s'",
            "update access_request set status = 'approved', decided_at = now(), decided_by ="
                + " user_name, decided_subject = 's', decided_issuer = 'i', policy_id ="
                + " gen_random_uuid() where id = '%s'",
            "delete from access_request where id = '%s'",
            "truncate access_request")) {
      assertThatThrownBy(() -> sql(statement.formatted(id)))
          .as(statement)
          .isInstanceOf(SQLException.class);
    }
    api.admin().get(ALL + id).then().body("status", equalTo("pending"));
  }

  private Response approve(String id, Map<String, Object> body) {
    return api.admin().body(body).post(ALL + id + "/approval");
  }

  private String asked(String user, Map<String, Object> more) {
    return ask(issuer.pass(user), more).then().statusCode(201).extract().path("id");
  }

  private Response ask(String pass, Map<String, Object> more, String... without) {
    Map<String, Object> body = body(more);
    body.keySet().removeAll(List.of(without));
    return api.as(pass).body(body).post(MINE);
  }

  private static Map<String, Object> body(Map<String, Object> more) {
    Map<String, Object> body =
        new HashMap<>(Map.of("host", "target.test", "port", 443, "reason", "to try it"));
    body.putAll(more);
    return body;
  }

  private List<String> ids(String status) {
    return api.auditor()
        .queryParam("status", status)
        .queryParam("limit", 1000)
        .get(ALL)
        .then()
        .statusCode(200)
        .extract()
        .path("items.id");
  }

  private static List<Response> atOnce(List<Callable<Response>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Response> answers = new ArrayList<>();
      for (Future<Response> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static String name(String what) {
    return what + "-" + UUID.randomUUID();
  }
}
