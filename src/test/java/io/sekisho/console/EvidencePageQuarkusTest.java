package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.sekisho.audit.ProofKeys;
import io.sekisho.support.RawClient;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the log is as it was written, what proves it, and who read it, in the console. */
@QuarkusTest
@TestProfile(EvidencePageQuarkusTest.LogOfItsOwn.class)
class EvidencePageQuarkusTest extends SignedIn {

  /** A log into which no other test has put records by hand, and that is signed soon. */
  public static class LogOfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.audit.checkpoint-interval", "1s");
    }
  }

  private static final String EVIDENCE = "/console/evidence";
  private static final String VERIFICATIONS = EVIDENCE + "/verifications";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject AgroalDataSource dataSource;
  @Inject ProofKeys keys;

  private final String user = name("walker");
  private UUID attempt;

  @BeforeEach
  void record() {
    try (RawClient client = client()) {
      RawClient.Response refusal =
          client.requestTunnel("nowhere.test:443", bearer(issuer.pass(user))).refusal();
      String body = refusal.body();
      attempt =
          UUID.fromString(
              JsonPath.from(body).getString("instance").substring("urn:uuid:".length()));
    }
    await().atMost(PATIENCE).until(() -> api.knows(attempt));
  }

  @Test
  void shouldShowTheLastSignaturesAndTheKeys() {
    String key = keys.signing().publicKey().id();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(page(as("audrey", AUDITOR), EVIDENCE))
                    .containsPattern(
                        "<td class=\"time\">\\d{4}-[^<]+</td><td class=\"long\"><bdi>"));
    assertThat(page(as("audrey", AUDITOR), EVIDENCE))
        .contains("<code>" + key + "</code>", EVIDENCE + "/keys/" + key, "signs at this replica")
        .doesNotContain("not among the keys below");
    Response file = as("audrey", AUDITOR).get(EVIDENCE + "/keys/" + key);
    assertThat(file.asString()).isEqualTo(keys.signing().publicKey().pem());
    assertThat(as("audrey", AUDITOR).get(EVIDENCE + "/keys/" + HOSTILE).statusCode())
        .isEqualTo(404);
  }

  @Test
  void shouldFindTheLogIntactInTheBackground() {
    String path = begun(Map.of("range", "all"));
    String page = verified(path);
    assertThat(page)
        .contains("The log is intact", "the beginning – the end")
        .doesNotContain("hx-get");
    String records = page.replaceAll("(?s).*<dt>Records</dt><dd>([0-9,]+)</dd>.*", "$1");
    assertThat(Long.parseLong(records.replace(",", ""))).isPositive();
    assertThat(page(as("audrey", AUDITOR), EVIDENCE)).contains(path);
    assertThat(harmless(as("otto", AUDITOR).get(path), 404))
        .as("the result of somebody else")
        .contains("knows of no such verification");
    assertThat(page(as("otto", AUDITOR), EVIDENCE)).doesNotContain(path);
    assertThat(as("audrey", AUDITOR).get(path + "/state").asString())
        .contains("The log is intact")
        .doesNotContain("<html");
  }

  @Test
  void shouldNameTheFirstFaultInPlainWords() throws SQLException {
    tamper("update audit_record set user_name = '<script>' where tunnel_id = '%s'");
    try {
      assertThat(verified(begun(Map.of("range", "1h"))))
          .contains("The log is not as it was written", "A record is not what was written.")
          .contains("<code>altered</code>", "href=\"/console/tunnels/" + attempt + "\"");
      assertThat(verified(inJapanese(as("audrey", AUDITOR)), begun(Map.of("range", "1h"))))
          .contains("レコードが記録時の内容と異なります。");
    } finally {
      tamper("update audit_record set user_name = '" + user + "' where tunnel_id = '%s'");
    }
  }

  /** Here and at the API together. */
  @Test
  void shouldVerifyTwiceAtOneTimeAndTellHowFarItIs() throws SQLException {
    String first;
    String second;
    try (Connection connection = dataSource.getConnection();
        Statement lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      // What every verification reads of every chain, and nobody else in this test.
      lock.execute("lock table audit_dropped in access exclusive mode");
      first = begun(Map.of());
      second = begun(Map.of());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(as("audrey", AUDITOR), first))
                      .contains("records read of about", "<progress max=\"100\" value=\"0\"")
                      .contains("hx-get=\"" + first + "/state\"", "hx-trigger=\"every 1s\"")
                      .contains("Load again"));
      assertThat(harmless(post(as("otto", AUDITOR), VERIFICATIONS, Map.of("range", "7d")), 503))
          .contains("Two such readings are under way already", "value=\"7d\" selected");
      assertThat(api.auditor().get("/api/v1/audit/verification").statusCode()).isEqualTo(503);
      assertThat(as("audrey", AUDITOR).get(EVIDENCE + "/export").statusCode()).isEqualTo(503);
      connection.rollback();
      connection.setAutoCommit(true);
    }
    assertThat(verified(first)).contains("The log is intact");
    assertThat(verified(second)).contains("The log is intact");
    assertThat(verified(begun(Map.of()))).contains("The log is intact");
  }

  /** What was read until then is no proof of anything. */
  @Test
  void shouldCallNothingIntactThatWasNotReadToItsEnd() throws SQLException {
    String path;
    try (Connection connection = dataSource.getConnection();
        Statement lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("lock table audit_dropped in access exclusive mode");
      path = begun(Map.of("range", "all"));
      assertThat(harmless(post(as("otto", AUDITOR), path + "/stop", Map.of()), 404))
          .as("that of somebody else")
          .contains("knows of no such verification");
      assertThat(page(as("audrey", AUDITOR), path)).contains("action=\"" + path + "/stop\"");
      assertThat(post(as("audrey", AUDITOR), path + "/stop", Map.of()).statusCode()).isEqualTo(303);
      connection.rollback();
      connection.setAutoCommit(true);
    }
    assertThat(verified(path))
        .contains("It was stopped before the end")
        .doesNotContain("intact", "Good signatures");
  }

  @Test
  void shouldExportWithItsProof() {
    Response file = as("audrey", AUDITOR).queryParam("range", "1h").get(EVIDENCE + "/export");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.contentType()).startsWith("application/x-ndjson");
    assertThat(file.header("Content-Disposition"))
        .matches("attachment; filename=\"sekisho-audit-\\d{8}T\\d{6}Z\\.ndjson\"");
    List<String> lines = file.asString().lines().toList();
    assertThat(lines.get(0)).startsWith("{\"chain\":");
    assertThat(lines).anyMatch(line -> line.startsWith("{\"record\":") && line.contains(user));
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"end\":");
  }

  @Test
  void shouldTellWhatIsWrongWithARange() {
    Map<String, String> backwards = Map.of("from", "2026-02-01T00:00", "to", "2026-01-01T00:00");
    assertThat(harmless(post(as("audrey", AUDITOR), VERIFICATIONS, backwards), 400))
        .contains("id=\"to-error\"");
    assertThat(
            harmless(as("audrey", AUDITOR).queryParams(backwards).get(EVIDENCE + "/export"), 400))
        .contains("id=\"to-error\"");
    assertThat(harmless(as("audrey", AUDITOR).get(EVIDENCE + "?range=2y"), 400))
        .contains("range must be one of");
    assertThat(harmless(as("audrey", AUDITOR).get(EVIDENCE + "/readings?cursor=-"), 400))
        .contains("cursor ");
  }

  @Test
  void shouldShowWhoHasReadTheLog() {
    String reader = name("reader");
    as(reader, AUDITOR).queryParam("user", HOSTILE).get("/console/tunnels").then().statusCode(200);
    as(reader, AUDITOR).get(EVIDENCE + "/export?range=1h").then().statusCode(200);
    String readings = EVIDENCE + "/readings?user=" + reader;
    String page = page(as("audrey", AUDITOR), readings);
    assertThat(page)
        .contains("<code>GET /console/tunnels</code>", "user=" + HARMLESS)
        .contains("<code>GET /console/evidence/export</code>", "<code>ndjson</code>");
    String first = page(as("audrey", AUDITOR), readings + "&limit=1");
    assertThat(first).contains("/console/evidence/export").doesNotContain("GET /console/tunnels");
    String next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1");
    assertThat(page(as("audrey", AUDITOR), next.replace("&amp;", "&")))
        .contains("GET /console/tunnels");
    assertThat(page(as("audrey", AUDITOR), EVIDENCE + "/readings?user=" + name("nobody")))
        .contains("Nobody read the log in this time.");
    assertThat(page(as("audrey", AUDITOR), EVIDENCE + "/readings"))
        .as("the looks at this page themselves")
        .contains("GET /console/evidence/readings");
  }

  @Test
  void shouldBeForAuditorsAlone() {
    for (String path :
        List.of(
            EVIDENCE,
            EVIDENCE + "/export",
            EVIDENCE + "/readings",
            VERIFICATIONS + "/" + UUID.randomUUID(),
            VERIFICATIONS + "/" + UUID.randomUUID() + "/state",
            EVIDENCE + "/keys/x")) {
      assertThat(as("alice").get(path).statusCode()).as(path).isEqualTo(403);
      assertThat(as("adam", ADMIN).get(path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(post(as("alice"), VERIFICATIONS, Map.of()).statusCode()).isEqualTo(403);
    assertThat(post(as("adam", ADMIN), VERIFICATIONS, Map.of()).statusCode()).isEqualTo(403);
    assertThat(
            post(as("adam", ADMIN), VERIFICATIONS + "/" + UUID.randomUUID() + "/stop", Map.of())
                .statusCode())
        .isEqualTo(403);
    assertThat(as("audrey", AUDITOR).formParam("range", "1h").post(VERIFICATIONS).statusCode())
        .as("from elsewhere")
        .isEqualTo(403);
  }

  @Test
  void shouldSpeakJapanese() {
    assertThat(page(inJapanese(as("audrey", AUDITOR)), EVIDENCE)).contains("最近の署名", "検証する");
    assertThat(page(inJapanese(as("audrey", AUDITOR)), EVIDENCE + "/readings")).contains("ログの閲覧履歴");
    assertThat(verified(inJapanese(as("audrey", AUDITOR)), begun(Map.of("range", "1h"))))
        .contains("ログは完全です");
  }

  private String begun(Map<String, String> fields) {
    Response begun = post(as("audrey", AUDITOR), VERIFICATIONS, fields);
    assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(303);
    return begun.header("Location").replaceFirst("https?://[^/]+", "");
  }

  private String verified(String path) {
    return verified(as("audrey", AUDITOR), path);
  }

  private String verified(io.restassured.specification.RequestSpecification who, String path) {
    await().atMost(PATIENCE).until(() -> !page(as("audrey", AUDITOR), path).contains("<progress"));
    return page(who, path);
  }

  private void tamper(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      try {
        statement.execute(sql.formatted(attempt));
      } finally {
        statement.execute("reset session_replication_role");
      }
    }
  }
}
