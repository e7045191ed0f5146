package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page about open tunnels, over real ones. */
@QuarkusTest
class LiveQuarkusTest extends RunningSekisho {

  private static final String LIVE = "/console/live";

  @Inject AgroalDataSource dataSource;

  private final String user = "live-" + UUID.randomUUID();
  private Target target;

  @BeforeEach
  void letThemIn() {
    allow(Api.user(user), "127.0.0.1");
    target = Target.echo();
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  @Test
  void shouldShowWhatIsOpenAndHowMuchItCarries() {
    Opened tunnel = open(user, target.authority());
    tunnel.client().send("hello");
    assertThat(tunnel.client().readText(5)).isEqualTo("hello");

    auditor()
        .queryParam("user", user)
        .get(LIVE)
        .then()
        .statusCode(200)
        .contentType("text/html")
        .body(
            containsString("Open tunnels: 1, as of"),
            containsString("</bdi>:" + target.port()),
            containsString("href=\"/console/tunnels/" + tunnel.id() + "\""),
            containsString(">10 B</td>"),
            containsString("hx-get=\"/console/live/rows?user=" + user + "\""),
            containsString("hx-trigger=\"every 5s\""));
    // Not if the last reading of all tunnels is from before it was opened.
    await()
        .untilAsserted(
            () ->
                auditor()
                    .queryParam("user", user)
                    .get(LIVE)
                    .then()
                    .body(containsString("B/s</td>")));
    tunnel.client().close();
    closed(tunnel.id());
    auditor()
        .queryParam("user", user)
        .get(LIVE)
        .then()
        .statusCode(200)
        .body(containsString("No tunnel is open here."));
  }

  @Test
  void shouldAnswerTheTableAloneToBeRefreshed() {
    Opened tunnel = open(user, target.authority());
    auditor()
        .queryParam("user", user)
        .get(LIVE + "/rows")
        .then()
        .statusCode(200)
        .body(
            containsString("<table>"),
            containsString("id=\"sort-age\""),
            containsString(tunnel.id().toString()),
            not(containsString("<html")));
    auditor()
        .queryParam("user", user)
        .queryParam("refresh", "off")
        .get(LIVE)
        .then()
        .body(
            containsString("href=\"/console/live?user=" + user + "\">Resume"),
            containsString("sort=-bytes"),
            not(containsString("hx-trigger")));
    auditor().get(LIVE).then().body(containsString("href=\"/console/live?refresh=off\">Pause"));
    tunnel.client().close();
  }

  @Test
  void shouldSortAndFilter() {
    Opened little = open(user, target.authority());
    Opened much = open(user, target.authority());
    much.client().send("a lot more");
    assertThat(much.client().readText(10)).isEqualTo("a lot more");

    String largestFirst = rows("-bytes");
    assertThat(largestFirst)
        .contains("aria-sort=\"descending\"")
        .containsSubsequence("t-" + much.id(), "t-" + little.id());
    assertThat(rows("bytes")).containsSubsequence("t-" + little.id(), "t-" + much.id());
    assertThat(rows("age")).containsSubsequence("t-" + much.id(), "t-" + little.id());
    assertThat(rows("-age")).containsSubsequence("t-" + little.id(), "t-" + much.id());
    for (String column : new String[] {"rate", "-rate", "user", "-host"}) {
      assertThat(rows(column)).contains("t-" + little.id(), "t-" + much.id());
    }
    auditor()
        .queryParam("user", user)
        .queryParam("node", "no-such-replica")
        .get(LIVE)
        .then()
        .body(containsString("No tunnel is open here."));
    for (String wrong : new String[] {"size", "--age", ""}) {
      auditor().queryParam("sort", wrong).get(LIVE).then().statusCode(wrong.isEmpty() ? 200 : 400);
    }
    auditor()
        .queryParam("user", "a\u0000b")
        .get(LIVE)
        .then()
        .statusCode(400)
        .body(containsString("must not have control characters"));
    little.client().close();
    much.client().close();
  }

  /** One whose name is held, as a replica does it. */
  @Test
  void shouldShowThoseOfOtherReplicasWithoutARate() throws SQLException {
    String other = "other-" + UUID.randomUUID();
    UUID id = UUID.randomUUID();
    try (Connection session = dataSource.getConnection();
        Statement statement = session.createStatement()) {
      statement.execute(
          "select pg_advisory_lock(hashtextextended('sekisho.node:" + other + "', 0))");
      try {
        statement.execute(
            "insert into replica (node, started_at) values ('"
                + other
                + "', now() - '1h'::interval)");
        PatientSql.execute(dataSource, opened("'" + id + "'", other, 1));
        for (Map<String, String> filter :
            List.of(
                Map.of("user", user), Map.of("node", other), Map.of("user", user, "node", other))) {
          auditor()
              .queryParams(filter)
              .get(LIVE)
              .then()
              .statusCode(200)
              .body(
                  containsString("Open tunnels: 1, as of"),
                  containsString("t-" + id),
                  containsString("<bdi>" + other + "</bdi>"),
                  not(containsString("B/s")));
        }
        auditor()
            .queryParam("user", user + "x")
            .get(LIVE)
            .then()
            .body(containsString("No tunnel is open here."));
        PatientSql.execute(dataSource, opened("gen_random_uuid()", other, 1_000));
        String many =
            auditor().queryParam("user", user).queryParam("sort", "host").get(LIVE).asString();
        assertThat(many).contains("Only the first 1,000 are shown");
        assertThat(many.split("<tr>")).as("with the head, and what is before").hasSize(1_002);
      } finally {
        statement.execute("delete from replica where node = '" + other + "'");
        statement.execute("select pg_advisory_unlock_all()");
      }
    }
  }

  @Test
  void shouldCutOneAfterItHasAsked() {
    Opened one = open(user, target.authority());
    String path = LIVE + "/" + one.id() + "/cut";
    admin()
        .queryParam("user", user)
        .get(LIVE)
        .then()
        .body(containsString("href=\"" + path + "\""), containsString("Cut all of this user"));
    admin().get(path).then().statusCode(200).body(containsString("Cut this tunnel?"));

    post(admin(), path, Map.of("reason", "関".repeat(201)))
        .statusCode(400)
        .body(
            containsString("aria-describedby=\"reason-error\""),
            containsString("must not be longer than 200 characters"),
            containsString("関".repeat(201)));
    assertLives(one);
    post(admin(), path, Map.of("reason", "a \"leak\""))
        .statusCode(303)
        .header("Location", endsWith("/console/live?ordered=one"));

    assertThat(one.client().rest()).isEmpty();
    JsonPath record = closed(one.id());
    assertThat(record.getString("closeReason")).isEqualTo("killed");
    assertThat(record.getString("reason")).isEqualTo("killed by adam: a \"leak\"");
    admin().get(path).then().statusCode(404);
    post(admin(), path, Map.of()).statusCode(404);
    admin().get(LIVE + "?ordered=one").then().body(containsString("is cut within a second"));
  }

  @Test
  void shouldCutAllOfAUser() {
    Opened one = open(user, target.authority());
    Opened other = open(user, target.authority());
    admin()
        .queryParam("user", user)
        .get(LIVE + "/cut")
        .then()
        .statusCode(200)
        .body(containsString("Open now: 2"), not(containsString("confirmation")));
    post(admin(), LIVE + "/cut", Map.of("user", user))
        .statusCode(303)
        .header("Location", endsWith("?ordered=user"));
    assertThat(one.client().rest()).isEmpty();
    assertThat(other.client().rest()).isEmpty();
    assertThat(closed(other.id()).getString("reason")).isEqualTo("killed by adam");
  }

  @Test
  void shouldCutEverythingOnlyIfItIsTyped() {
    Opened one = open(user, target.authority());
    admin()
        .get(LIVE + "/cut")
        .then()
        .statusCode(200)
        .body(containsString("Cut every tunnel?"), containsString("type: cut all"));
    for (Map<String, String> wrong :
        List.of(
            Map.<String, String>of(),
            Map.of("all", "true"),
            Map.of("all", "true", "confirmation", "yes"),
            Map.of("all", "true", "user", user, "confirmation", "cut all"))) {
      post(admin(), LIVE + "/cut", wrong).statusCode(400);
    }
    post(admin(), LIVE + "/cut", Map.of("all", "true", "reason", "an alarm"))
        .statusCode(400)
        .body(
            containsString("aria-describedby=\"confirmation-error\""),
            containsString("value=\"an alarm\""));
    assertLives(one);
    post(admin(), LIVE + "/cut", Map.of("all", "true", "confirmation", "Cut all"))
        .statusCode(303)
        .header("Location", endsWith("?ordered=all"));
    assertThat(one.client().rest()).isEmpty();
    assertThat(closed(one.id()).getString("closeReason")).isEqualTo("killed");
  }

  @Test
  void shouldLetAdministratorsCutAndNobodyElse() {
    Opened one = open(user, target.authority());
    String path = LIVE + "/" + one.id() + "/cut";
    auditor()
        .queryParam("user", user)
        .get(LIVE)
        .then()
        .body(containsString(one.id().toString()), not(containsString("/cut")));
    as("alice").get(path).then().statusCode(403);
    for (String cut : new String[] {path, LIVE + "/cut"}) {
      auditor().get(cut).then().statusCode(403);
      post(auditor(), cut, Map.of("user", user)).statusCode(403);
      post(as("alice"), cut, Map.of("user", user)).statusCode(403);
      admin().formParam("user", user).post(cut).then().statusCode(403);
    }
    as("alice").get(LIVE).then().statusCode(403);
    as("alice").get(LIVE + "/rows").then().statusCode(403);
    assertLives(one);
    one.client().close();
  }

  @Test
  void shouldShowHostileNamesHarmlessly() {
    String hostile = "=cmd|<script>alert('1')</script>\u202E\"" + user;
    allow(Api.anyone(), "127.0.0.1");
    Opened tunnel = open(hostile, target.authority());
    String page = admin().queryParam("user", hostile).get(LIVE).asString();
    assertThat(page)
        .contains(
            tunnel.id().toString(),
            "=cmd|&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;‹U+202E›&quot;" + user)
        .doesNotContain("<script>alert", "\u202E");
    assertThat(admin().get(LIVE + "/" + tunnel.id() + "/cut").asString())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert", "\u202E");
    tunnel.client().close();
  }

  @Test
  void shouldSpeakJapanese() {
    Opened tunnel = open(user, target.authority());
    for (String path :
        new String[] {LIVE, LIVE + "/" + tunnel.id() + "/cut", LIVE + "/cut?user=x"}) {
      admin()
          .header("Accept-Language", "ja")
          .get(path)
          .then()
          .statusCode(200)
          .body(containsString("<html lang=\"ja\">"), containsString("切断"));
    }
    tunnel.client().close();
  }

  @Test
  void shouldRecordWhoLooked() {
    auditor().queryParam("user", user).get(LIVE).then().statusCode(200);
    await()
        .untilAsserted(
            () ->
                api.auditor()
                    .get("/api/v1/audit/accesses")
                    .then()
                    .body(
                        "items.findAll { it.call == 'GET /console/live' && it.format == 'html' }"
                            + ".parameters.user",
                        hasItem(user)));
    as("audrey", "sekisho-auditor").get(LIVE).then().header("Cache-Control", equalTo("no-store"));
  }

  /** Else the page of somebody who leaves it open would fill the record of readings. */
  @Test
  void shouldRecordARefreshOnceAMinute() {
    for (int i = 0; i < 3; i++) {
      auditor().queryParam("user", user).get(LIVE + "/rows").then().statusCode(200);
    }
    assertThat(readings()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      auditor().queryParam("user", user).get(LIVE).then().statusCode(200);
    }
    assertThat(readings()).as("those that somebody asked for are recorded each").isEqualTo(3);
  }

  private int readings() {
    return api.auditor()
        .queryParam("limit", 1000)
        .queryParam("from", Instant.now().minusSeconds(300).toString())
        .get("/api/v1/audit/accesses")
        .jsonPath()
        .getList("items.findAll { it.parameters.user == '" + user + "' }")
        .size();
  }

  private String rows(String sort) {
    return auditor()
        .queryParam("user", user)
        .queryParam("sort", sort)
        .get(LIVE + "/rows")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** What a replica records of tunnels that are open. */
  private String opened(String id, String node, int count) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          policy, user_name, groups, host, port)
        select gen_random_uuid(), %s, 'opened', '%s', now(), now(), 'allow', 'p', '%s', '{}',
          'a.test', 443
        from generate_series(1, %d)"""
        .formatted(id, node, user, count);
  }

  private static void assertLives(Opened tunnel) {
    tunnel.client().send("still");
    assertThat(tunnel.client().readText(5)).isEqualTo("still");
  }

  private static ValidatableResponse post(
      RequestSpecification who, String path, Map<String, String> form) {
    return who.header("Sec-Fetch-Site", "same-origin")
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(form)
        .post(path)
        .then();
  }

  private RequestSpecification admin() {
    return as("adam", "sekisho-admin");
  }

  private RequestSpecification auditor() {
    return as("audrey", "sekisho-auditor");
  }

  private RequestSpecification as(String name, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(name, roles));
  }
}
