package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page that decides the past again, over a log in a real PostgreSQL. */
@QuarkusTest
class ReplayQuarkusTest extends RunningSekisho {

  private static final String REPLAY = "/console/replay";
  private static final String FROM = "2055-05-01T00:00:00";
  private static final String TO = "2055-06-01T00:00:00";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject AgroalDataSource dataSource;

  private final String tag = UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void emptyMonth() throws SQLException {
    PatientSql.execute(dataSource, "drop table if exists audit_record_2055_05");
    PatientSql.execute(
        dataSource, "select audit_record_add_partitions('2055-05-01Z', '2055-05-02Z')");
  }

  @Test
  void shouldShowWhoGainsAndLosesWhat() throws SQLException {
    insert("opened", "allow", "'old'", "lost.test");
    insert("refused", "deny", null, "gained.test");
    insert("refused", "deny", null, "gained.test");
    insert("opened", "allow", "'old'", "same.test");

    String run = start(draft("gained.test", "same.test"), Map.of());
    String page = result(run);
    assertThat(page)
        .contains(
            "<strong>4</strong><span>attempts</span>",
            "<strong>1</strong><span>decided as before</span>",
            "<strong>2</strong><span>gained",
            "<strong>1</strong><span>lost",
            "<strong>0</strong><span>undetermined",
            "<bdi>gained.test</bdi>:443",
            "<bdi>lost.test</bdi>:443",
            "<bdi>old</bdi>",
            "<bdi>draft-gained.test</bdi>",
            "href=\"/console/tunnels?user=user-"
                + tag
                + "&amp;host=lost.test&amp;port=443&amp;from=2055-05-01T00%3A00%3A00Z"
                + "&amp;to=2055-06-01T00%3A00%3A00Z\"")
        .containsSubsequence("<bdi>gained.test", "<bdi>lost.test")
        .doesNotContain("same.test", "hx-trigger");
    assertThat(get(run + "?sort=attempts"))
        .contains("aria-sort=\"ascending\"")
        .containsSubsequence("<bdi>lost.test", "<bdi>gained.test");
    assertThat(get(run + "?change=lost")).contains("lost.test").doesNotContain("gained.test");
    assertThat(get(run + "?change=undetermined")).contains("There is no such difference.");
    auditor().get(run + "?change=x").then().statusCode(400);
    assertThat(auditor().get(run + "/state").asString())
        .contains("lost.test")
        .doesNotContain("<html");
    as("adam", "sekisho-admin").get(run).then().statusCode(404);
    api.auditor()
        .get("/api/v1/audit/accesses")
        .then()
        .body("items.findAll { it.call == 'POST /console/replay' }.format", hasItem("html"));
  }

  @Test
  void shouldCompareWithTheCurrentPolicies() throws SQLException {
    insert("opened", "allow", "'old'", "a.test");
    String nobodyMay = start(draft("b.test"), Map.of("against", "current"));
    assertThat(result(nobodyMay)).contains("The draft decides everything as it was decided.");
    apply(
        Api.policy(
            "current-" + tag,
            "allow",
            List.of(Api.user("user-" + tag)),
            Map.of("host", "a.test", "ports", List.of("443"))));
    assertThat(result(start(draft("b.test"), Map.of("against", "current"))))
        .contains("<bdi>current-" + tag + "</bdi>", "allowed before, would be denied");
  }

  @Test
  void shouldTakeTheCurrentPoliciesAsADraft() {
    String name = "draft-" + tag;
    apply(
        Api.policy(
            name,
            "allow",
            List.of(Api.user("<b>'\"")),
            Map.of("host", "a.test", "ports", List.of("443"))));
    auditor()
        .get(REPLAY + "?draft=current")
        .then()
        .statusCode(200)
        .body(
            containsString("name: &quot;" + name + "&quot;"),
            containsString("&lt;b&gt;"),
            not(containsString("<b>")));
    auditor().get(REPLAY).then().statusCode(200).body(not(containsString(name)));
  }

  @Test
  void shouldTakeLongDraftsAndTellManyDifferencesPageByPage() throws SQLException {
    PatientSql.execute(
        dataSource,
        """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          policy, user_name, groups, host, port)
        select gen_random_uuid(), gen_random_uuid(), 'opened', 'n', now(),
          timestamptz '2055-05-02Z' + i * interval '1 second', 'allow', 'p', 'u-%s', '{}',
          'h' || i || '.test', 443
        from generate_series(1, 10200) i"""
            .formatted(tag));
    String draft =
        draft(IntStream.range(0, 1_000).mapToObj(i -> "x" + i + ".test").toArray(String[]::new));
    String run = start(draft, Map.of());
    String page = result(run);
    assertThat(page)
        .contains(
            "<strong>10,200</strong><span>lost",
            "Only the first 10,000 differences are kept, by user; 200 more were found.",
            "href=\"" + run + "?start=200\"");
    assertThat(page.split("<tr>")).as("with the head, and what is before").hasSize(202);
    assertThat(get(run + "?start=9900").split("<tr>")).hasSize(102);
  }

  @Test
  void shouldTellMistakesAtTheirFieldsAndKeepWhatWasTyped() {
    String draft = "policies:\r\n- name: \"a b\"\r\n  effect: \"<script>\"\r\n";
    post(draft, Map.of("against", "current"))
        .statusCode(400)
        .body(
            containsString("aria-describedby=\"draft-error\""),
            containsString("<code>policies[0].name</code>"),
            containsString("<code>policies[0].effect</code>"),
            containsString("policies:\n- name: &quot;a b&quot;\n  effect: &quot;&lt;script&gt;"),
            containsString("value=\"" + FROM + "\""),
            containsString("<option value=\"current\" selected>"),
            not(containsString("U+000D")),
            not(containsString("<script>")));
    post("policies: [", Map.of())
        .statusCode(400)
        .body(containsString("is not valid YAML"), containsString("near line 1"));
    post("", Map.of()).statusCode(400).body(containsString("<code>draft</code> must be given"));
    post(draft("a.test"), Map.of("from", TO, "to", FROM))
        .statusCode(400)
        .body(containsString("aria-describedby=\"to-error\""), containsString("draft-a.test"));
    post(draft("a.test"), Map.of("from", "", "to", TO))
        .statusCode(400)
        .body(containsString("aria-describedby=\"from-error\""));
    post(draft("a.test"), Map.of("against", "x"))
        .statusCode(400)
        .body(containsString("aria-describedby=\"against-error\""));
  }

  /** Held up by a lock on the month, so that they do not end before they are looked at. */
  @Test
  void shouldRunFewAtATimeAndShowThemAndCancelThem() throws SQLException {
    insert("opened", "allow", "'old'", "a.test");
    String first;
    String second;
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table audit_record_2055_05 in access exclusive mode");
      first = start(draft("b.test"), Map.of());
      second = start(draft("b.test"), Map.of());
      assertThat(get(first))
          .contains(
              "<progress",
              "hx-get=\"" + first + "/state\"",
              "hx-trigger=\"every 1s\"",
              "Cancel the replay")
          .doesNotContain("lost.test");
      post(draft("c.test"), Map.of())
          .statusCode(503)
          .body(containsString("Two replays are under way"), containsString("draft-c.test"));
      api.admin()
          .body(Map.of("from", FROM + "Z", "to", TO + "Z", "policies", List.of()))
          .post("/api/v1/replays")
          .then()
          .statusCode(503);
      as("adam", "sekisho-admin")
          .header("Sec-Fetch-Site", "same-origin")
          .contentType("application/x-www-form-urlencoded")
          .post(first + "/cancellation")
          .then()
          .statusCode(404);
      auditor().post(first + "/cancellation").then().statusCode(403);
      auditor()
          .header("Sec-Fetch-Site", "same-origin")
          .contentType("application/x-www-form-urlencoded")
          .post(first + "/cancellation")
          .then()
          .statusCode(303);
      assertThat(get(first)).contains("The replay was cancelled.").doesNotContain("hx-trigger");
      connection.rollback();
      connection.setAutoCommit(true);
    }
    assertThat(result(second)).contains("<bdi>a.test</bdi>");
    assertThat(get(first)).contains("The replay was cancelled.");
    String third = start(draft("b.test"), Map.of());
    assertThat(result(third)).contains("<bdi>a.test</bdi>");
    auditor().get(first).then().statusCode(404);
    assertThat(get(second)).as("of one user, two are kept").contains("<bdi>a.test</bdi>");
  }

  @Test
  void shouldShowHostileNamesHarmlessly() throws SQLException {
    PatientSql.execute(
        dataSource,
        row("opened", "allow", "'<i>\"'", "a.test")
            .replace("user-" + tag, "=cmd|<script>alert(1)</script>\u202E" + tag));
    assertThat(result(start(draft("b.test"), Map.of())))
        .contains("=cmd|&lt;script&gt;alert(1)&lt;/script&gt;‹U+202E›" + tag, "&lt;i&gt;&quot;")
        .doesNotContain("<script>alert", "\u202E", "<i>");
  }

  @Test
  void shouldAnswerThoseWithARoleOnly() throws SQLException {
    insert("opened", "allow", "'old'", "a.test");
    as("alice").get(REPLAY).then().statusCode(403);
    as("alice")
        .header("Sec-Fetch-Site", "same-origin")
        .formParams(form(draft("a.test"), Map.of()))
        .post(REPLAY)
        .then()
        .statusCode(403);
    auditor().formParams(form(draft("a.test"), Map.of())).post(REPLAY).then().statusCode(403);
    auditor().get(REPLAY + "/" + UUID.randomUUID()).then().statusCode(404);
    auditor().get(REPLAY + "/x").then().statusCode(404);

    String location =
        as("adam", "sekisho-admin")
            .header("Sec-Fetch-Site", "same-origin")
            .formParams(form(draft("b.test"), Map.of()))
            .post(REPLAY)
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                as("adam", "sekisho-admin")
                    .get(location)
                    .then()
                    .body(
                        containsString("<bdi>a.test</bdi>"),
                        not(containsString("/console/tunnels?"))));
  }

  @Test
  void shouldSpeakJapanese() {
    String run = start(draft("a.test"), Map.of());
    result(run);
    for (String path : new String[] {REPLAY, run}) {
      auditor()
          .header("Accept-Language", "ja")
          .get(path)
          .then()
          .header("Content-Language", equalTo("ja"))
          .body(containsString("<html lang=\"ja\">"), containsString("リプレイ"));
    }
    assertThat(auditor().header("Accept-Language", "ja").get(run).asString()).contains("判定は同じ");
  }

  /** The page of a replay, once it is over. */
  private String result(String run) {
    await().atMost(PATIENCE).until(() -> !get(run).contains("hx-trigger"));
    return get(run);
  }

  private String get(String path) {
    return auditor().get(path).then().statusCode(200).extract().asString();
  }

  /** Starts one, and answers its path. */
  private String start(String draft, Map<String, String> change) {
    String location = post(draft, change).statusCode(303).extract().header("Location");
    return location.substring(location.indexOf(REPLAY));
  }

  private ValidatableResponse post(String draft, Map<String, String> change) {
    return auditor()
        .header("Sec-Fetch-Site", "same-origin")
        .formParams(form(draft, change))
        .post(REPLAY)
        .then();
  }

  private static Map<String, String> form(String draft, Map<String, String> change) {
    Map<String, String> form =
        new HashMap<>(
            Map.of(
                "draft", draft, "range", "given", "from", FROM, "to", TO, "against", "recorded"));
    form.putAll(change);
    return form;
  }

  /** Anyone may go to these hosts, and nowhere else. */
  private static String draft(String... hosts) {
    return "policies:\n"
        + List.of(hosts).stream()
            .map(
                host ->
                    """
                    - name: "draft-%s"
                      effect: "allow"
                      subjects:
                      - kind: "anyone"
                      destinations:
                      - host: "%s"
                        ports: ["443"]
                    """
                        .formatted(host, host))
            .collect(Collectors.joining());
  }

  private void insert(String kind, String decision, String policy, String host)
      throws SQLException {
    PatientSql.execute(dataSource, row(kind, decision, policy, host));
  }

  private String row(String kind, String decision, String policy, String host) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          error, policy, user_name, groups, host, port)
        values (gen_random_uuid(), gen_random_uuid(), '%s', 'n', now(), '2055-05-15T00:00:00Z', '%s',
          %s, %s, 'user-%s', '{g}', '%s', 443)"""
        .formatted(
            kind,
            decision,
            decision.equals("deny") ? "'http_request_denied'" : null,
            policy,
            tag,
            host);
  }

  private RequestSpecification auditor() {
    return as("audrey", "sekisho-auditor");
  }

  private RequestSpecification as(String name, String... roles) {
    return given()
        .redirects()
        .follow(false)
        .auth()
        .oauth2(issuer.pass(name, roles))
        .contentType("application/x-www-form-urlencoded; charset=UTF-8");
  }
}
