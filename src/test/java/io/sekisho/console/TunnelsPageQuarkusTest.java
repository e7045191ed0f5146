package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TunnelsPageQuarkusTest extends RunningSekisho {

  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

  private final String user = "t-" + UUID.randomUUID();

  @Test
  void shouldFindWhatTheApiFinds() {
    UUID tunnel = tunnel();

    Response page = auditor().queryParam("user", user).get("/console/tunnels");

    page.then().statusCode(200).body(containsString("/console/tunnels/" + tunnel));
    assertThat(points(page)).as("one attempt is in the chart").contains(",1,0,0,0]");
    auditor()
        .queryParam("user", user + "x")
        .get("/console/tunnels")
        .then()
        .body(containsString("Nothing was found"));
    auditor()
        .queryParam("user", user)
        .queryParam("decision", "deny")
        .get("/console/tunnels")
        .then()
        .body(not(containsString(tunnel.toString())));
  }

  @ParameterizedTest
  @CsvSource({
    "host, 127.0.0.1",
    "closeReason, client_closed",
    "open, false",
    "minBytes, 0",
    "client, 127.0.0.0/8",
    "address, 127.0.0.1",
    "node, ''",
    "range, all"
  })
  void shouldDrawTheSameAsItFinds(String name, String value) {
    UUID tunnel = tunnel();

    Response page =
        auditor().queryParam("user", user).queryParam(name, value).get("/console/tunnels");

    page.then().statusCode(200).body(containsString(tunnel.toString()));
    if (!name.equals("range")) {
      assertThat(points(page)).contains(",1,0,0,0]");
    }
  }

  /** Of the sums, where nothing else is asked for: what was recorded a moment ago as well. */
  @Test
  void shouldDrawAMonthOfEverybody() {
    long before = drawn("30d");
    tunnel();
    assertThat(drawn("30d")).isGreaterThan(before);
    assertThat(drawn("24h")).as("by counting").isPositive();
  }

  private long drawn(String range) {
    String points = points(auditor().queryParam("range", range).get("/console/tunnels"));
    return JsonPath.from(points.equals("no chart") ? "[]" : points)
        .<List<Number>>getList("")
        .stream()
        .mapToLong(point -> point.get(1).longValue())
        .sum();
  }

  @Test
  void shouldShowOneTunnelWithItsRecords() {
    UUID tunnel = tunnel();

    auditor()
        .get("/console/tunnels/" + tunnel)
        .then()
        .statusCode(200)
        .body(
            containsString(tunnel.toString()),
            containsString("<code>opened</code>"),
            containsString("<code>closed</code>"),
            containsString("client_closed"),
            containsString(user));
  }

  @Test
  void shouldGoThroughPagesWithoutOneTwice() {
    try (Target echo = Target.echo()) {
      String policy = allow(Api.user(user), "127.0.0.1");
      for (int i = 0; i < 3; i++) {
        Opened opened = open(user, echo.authority());
        opened.client().close();
        closed(opened.id());
      }
      withdraw(policy);
    }
    String address = "/console/tunnels?limit=2&user=" + user;
    Response first = auditor().get(address);
    assertThat(rows(first)).isEqualTo(2);
    Matcher next = NEXT.matcher(first.asString());
    assertThat(next.find()).isTrue();

    Response second = auditor().urlEncodingEnabled(false).get(next.group(1).replace("&amp;", "&"));

    assertThat(rows(second)).isEqualTo(1);
    assertThat(NEXT.matcher(second.asString()).find()).as("there is no third page").isFalse();
    second.then().body(containsString("First page"));
  }

  @Test
  void shouldExportExactlyWhatIsShown() {
    UUID tunnel = tunnel();

    Response csv =
        auditor()
            .queryParam("user", user)
            .queryParam("format", "csv")
            .get("/console/tunnels/export");

    csv.then().statusCode(200).contentType(containsString("text/csv"));
    assertThat(csv.asString().lines()).hasSize(2).last().asString().contains(tunnel.toString());
    auditor()
        .queryParam("user", user)
        .queryParam("format", "ndjson")
        .get("/console/tunnels/export")
        .then()
        .header("Content-Disposition", containsString(".ndjson"))
        .body(containsString(tunnel.toString()));
    auditor().queryParam("format", "xlsx").get("/console/tunnels/export").then().statusCode(400);
  }

  @ParameterizedTest
  @CsvSource({
    "port, 70000",
    "port, x",
    "host, 'a b'",
    "address, 1.2.3",
    "minBytes, -1",
    "cursor, x",
    "range, 2d",
    "from, tomorrow"
  })
  void shouldTellWhatIsWrongWithASearchAndKeepIt(String name, String value) {
    auditor()
        .queryParam("user", "kept-in-the-form")
        .queryParam(name, value)
        .get("/console/tunnels")
        .then()
        .statusCode(400)
        .contentType("text/html")
        .body(containsString("class=\"error\""), containsString("value=\"kept-in-the-form\""));
  }

  @Test
  void shouldRecordWhoHasLooked() {
    String search = "looked-for-" + UUID.randomUUID();
    auditor().queryParam("user", search).get("/console/tunnels").then().statusCode(200);

    api.auditor()
        .queryParam("from", Instant.now().minusSeconds(60).toString())
        .get("/api/v1/audit/accesses")
        .then()
        .body(
            "items.find { it.parameters.user == '" + search + "' }.call",
            org.hamcrest.Matchers.equalTo("GET /console/tunnels"));
  }

  @Test
  void shouldShowHostileTextHarmlessly() {
    String hostile = "<script>alert(1)</script>\" onx='";
    auditor()
        .queryParam("user", hostile)
        .get("/console/tunnels")
        .then()
        .statusCode(200)
        .body(
            not(containsString("<script>alert")),
            containsString("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onx=&#39;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/tunnels",
        "/console/tunnels/export?format=csv",
        "/console/tunnels/01920000-0000-7000-8000-000000000000"
      })
  void shouldBeForAuditorsOnly(String address) {
    as("adam", "sekisho-admin").get(address).then().statusCode(403);
    as("alice").get(address).then().statusCode(403);
    given().redirects().follow(false).get(address).then().statusCode(302);
  }

  private UUID tunnel() {
    try (Target echo = Target.echo()) {
      allow(Api.user(user), "127.0.0.1");
      Opened opened = open(user, echo.authority());
      RawClient client = opened.client();
      client.close();
      closed(opened.id());
      return opened.id();
    }
  }

  private static String points(Response page) {
    Matcher data = Pattern.compile("data-timeline=\"([^\"]*)\"").matcher(page.asString());
    return data.find() ? data.group(1) : "no chart";
  }

  private static int rows(Response page) {
    return page.asString().split("class=\"tag ", -1).length - 1;
  }

  private RequestSpecification auditor() {
    return as("audrey", "sekisho-auditor");
  }

  private RequestSpecification as(String name, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(name, roles));
  }
}
