package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItems;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sekisho.watch.RuleName;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suspicious activity in the console. */
@QuarkusTest
class AlertsPageQuarkusTest extends SignedIn {

  private static final String ALERTS = "/console/alerts";

  /** All that any rule measures. */
  private static final String FIGURES =
      """
      {"attempts": 1, "threshold": 15, "thresholdOfAll": 100, "within": "PT5M", "host": "h.test",
       "port": 8443, "ports": 2000, "hosts": 3, "failing": 4, "tunnels": 12,
       "intervalSeconds": 60.3, "deviationPercent": 1.5, "maxDeviationPercent": 15.0,
       "maxBytesUp": 64000, "users": 1, "firstSeen": "2026-01-31T08:00:00Z",
       "bytesUp": 123000000, "pass": "0123456789abcdef", "addresses": 5, "day": "2026-01-31",
       "meanBytesUp": 1000, "days": 9, "factor": 10.0, "minBytes": 1000000000}
      """;

  @Inject AgroalDataSource dataSource;

  private final String user = name("mallory");

  @Test
  void shouldListWhatIsAskedForNewestFirst() throws SQLException {
    UUID scan = raised("scan-ports", "high", user, FIGURES);
    UUID beacon = raised("beacon", "medium", user, FIGURES);

    String both = page(as("audrey", AUDITOR), ALERTS + "?user=" + user);
    assertThat(both)
        .contains(ALERTS + "/" + scan, ALERTS + "/" + beacon)
        .contains("<span class=\"tag bad\">high</span>", "<span class=\"tag warn\">medium</span>")
        .contains("15 ports of db.test", "to be seen to");
    assertThat(both.indexOf(beacon.toString())).isLessThan(both.indexOf(scan.toString()));
    for (String one :
        List.of("&rule=scan-ports", "&limit=1&rule=scan-ports", "&from=2026-01-02T00:00")) {
      assertThat(page(as("audrey", AUDITOR), ALERTS + "?user=" + user + one))
          .contains(scan.toString());
    }
    assertThat(page(as("audrey", AUDITOR), ALERTS + "?user=" + user + "&rule=beacon"))
        .doesNotContain(scan.toString());
    assertThat(page(as("audrey", AUDITOR), ALERTS + "?user=" + user + "&acknowledged=true"))
        .contains("Nothing of the kind was found.");
    assertThat(page(as("audrey", AUDITOR), ALERTS + "?user=" + user + "&to=2020-01-01T00:00"))
        .contains("Nothing of the kind was found.");
  }

  @Test
  void shouldComePageByPage() throws SQLException {
    UUID older = raised("denials", "medium", user, FIGURES);
    UUID newer = raised("beacon", "medium", user, FIGURES);
    String page = page(as("audrey", AUDITOR), ALERTS + "?limit=1&user=" + user);
    assertThat(page).contains(newer.toString()).doesNotContain(older.toString());
    String next = page.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1");
    assertThat(page(as("audrey", AUDITOR), next.replace("&amp;", "&")))
        .contains(older.toString(), "First page")
        .doesNotContain(newer.toString(), "rel=\"next\"");
  }

  @ParameterizedTest
  @CsvSource({"rule, x", "from, today", "acknowledged, maybe", "host, a", "cursor, -"})
  void shouldTellWhatIsWrongWithASearch(String field, String value) {
    assertThat(harmless(as("audrey", AUDITOR).queryParam(field, value).get(ALERTS), 400))
        .contains("<p class=\"error\">" + field + " ");
  }

  @Test
  void shouldSayWhatEveryRuleLooksForAndNameEveryFigure() throws SQLException {
    for (String rule : RuleName.labels()) {
      for (String language : List.of("en", "ja")) {
        String page =
            page(
                as("audrey", AUDITOR).header("Accept-Language", language),
                ALERTS + "/" + raised(rule, "medium", name(user), FIGURES));
        assertThat(page)
            .as(rule)
            .doesNotContain("A rule that this version does not know.", "不明なルール")
            .doesNotContain("<th scope=\"row\"><code>")
            .contains("2,000", ">60.3<", ">8443<", ">5 min<", "123 MB", "2026-01-31 08:00:00");
      }
    }
    String unknown =
        page(as("audrey", AUDITOR), ALERTS + "/" + raised("later", "low", user, "{\"more\": [1]}"));
    assertThat(unknown).contains("A rule that this version does not know.", "<code>more</code>");
  }

  @Test
  void shouldLeadToWhatItRestsOn() throws SQLException {
    UUID id = raised("scan-ports", "high", user, FIGURES);
    UUID tunnel = UUID.randomUUID();
    sql("insert into alert_tunnel values (?, ?, now())", id, tunnel);
    assertThat(page(as("audrey", AUDITOR), ALERTS + "/" + id))
        .contains("href=\"/console/tunnels/" + tunnel + "\"")
        .contains("href=\"/console/tunnels?user=" + user + "&amp;from=");
    UUID without = raised("bad-passes", "medium", name(user), FIGURES);
    assertThat(page(as("audrey", AUDITOR), ALERTS + "/" + without)).contains("None is named");
  }

  @Test
  void shouldShowHostileTextHarmlessly() throws SQLException {
    UUID id = raised("denials", "medium", user + HOSTILE, "{\"host\": \"<script>\"}");
    assertThat(page(as("audrey", AUDITOR), ALERTS + "/" + id))
        .contains(user + HARMLESS, "&lt;script&gt;");
    assertThat(harmless(as("audrey", AUDITOR).queryParam("user", user + HOSTILE).get(ALERTS), 200))
        .contains(id.toString(), "value=\"" + user + HARMLESS + "\"");
  }

  @Test
  void shouldBeAcknowledgedOnce() throws SQLException {
    String path = ALERTS + "/" + raised("denials", "medium", user, FIGURES);
    String acknowledgement = path + "/acknowledgement";
    assertThat(page(as("audrey", AUDITOR), path)).contains("method=\"post\"");
    String tooLong =
        harmless(
            post(as("audrey", AUDITOR), acknowledgement, Map.of("note", "x".repeat(301))), 400);
    assertThat(tooLong).contains("id=\"note-error\"", "value=\"xxx");

    Response said = post(as("audrey", AUDITOR), acknowledgement, Map.of("note", HOSTILE));
    assertThat(said.statusCode()).as(said.asString()).isEqualTo(303);
    assertThat(said.header("Location")).endsWith(path);
    assertThat(page(as("audrey", AUDITOR), path))
        .contains("<bdi>audrey</bdi>", HARMLESS)
        .doesNotContain("method=\"post\"");
    assertThat(harmless(post(as("audrey", AUDITOR), acknowledgement, Map.of("note", "2")), 409))
        .contains("acknowledged already, by audrey");
    assertThat(page(as("audrey", AUDITOR), ALERTS + "?acknowledged=true&user=" + user))
        .contains(path);
  }

  @Test
  void shouldBeReadByAuditorsAloneAndAcknowledgedByAdministratorsToo() throws SQLException {
    UUID id = raised("denials", "medium", user, FIGURES);
    String path = ALERTS + "/" + id;
    for (String one : List.of(ALERTS, path)) {
      assertThat(as("alice").get(one).statusCode()).isEqualTo(403);
      assertThat(as("adam", ADMIN).get(one).statusCode()).isEqualTo(403);
    }
    String acknowledgement = path + "/acknowledgement";
    assertThat(post(as("alice"), acknowledgement, Map.of()).statusCode()).isEqualTo(403);
    Response tooLong = post(as("adam", ADMIN), acknowledgement, Map.of("note", "x".repeat(301)));
    assertThat(harmless(tooLong, 400)).doesNotContain(user);
    Response said = post(as("adam", ADMIN), acknowledgement, Map.of());
    assertThat(said.statusCode()).isEqualTo(303);
    assertThat(said.header("Location")).endsWith("/console/overview");
    String unknown = ALERTS + "/" + UUID.randomUUID();
    assertThat(as("audrey", AUDITOR).get(unknown).statusCode()).isEqualTo(404);
    assertThat(post(as("audrey", AUDITOR), unknown + "/acknowledgement", Map.of()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void shouldNotBeReadUnseen() throws SQLException {
    String reader = name("audrey");
    UUID id = raised("denials", "medium", user, FIGURES);
    page(as(reader, AUDITOR), ALERTS + "?user=" + user);
    page(as(reader, AUDITOR), ALERTS + "/" + id);
    post(as(reader, AUDITOR), ALERTS + "/" + id + "/acknowledgement", Map.of());
    api.auditor()
        .queryParam("user", reader)
        .get("/api/v1/audit/accesses")
        .then()
        .body(
            "items.call",
            hasItems(
                "GET /console/alerts",
                "GET /console/alerts/{id}",
                "POST /console/alerts/{id}/acknowledgement"))
        .body("items.format.unique()", org.hamcrest.Matchers.equalTo(List.of("html")));
  }

  @Test
  void shouldSpeakJapanese() throws SQLException {
    UUID id = raised("shared-pass", "high", user, FIGURES);
    assertThat(page(inJapanese(as("audrey", AUDITOR)), ALERTS + "?user=" + user)).contains("重大度");
    assertThat(page(inJapanese(as("audrey", AUDITOR)), ALERTS + "/" + id))
        .contains("対応済みにする", "盗まれたか");
  }

  private long newest = System.currentTimeMillis();

  /** One that the watch has raised; its id is in the order of time, as all are. */
  private UUID raised(String rule, String severity, String about, String figures)
      throws SQLException {
    UUID id =
        new UUID(
            newest++ << 16 | 0x7000,
            Long.MIN_VALUE | UUID.randomUUID().getLeastSignificantBits() >>> 2);
    sql(
        "insert into alert (id, rule, severity, user_name, target, starts_at, first_at, last_at,"
            + " raised_at, count, summary, figures) values (?, ?, ?, ?, 'db.test', now(), now(),"
            + " now(), now(), 3, '15 ports of db.test', cast(? as jsonb))",
        id,
        rule,
        severity,
        about,
        figures);
    return id;
  }

  private void sql(String sql, Object... values) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
