package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log as a whole, in the forms in which it leaves. */
@QuarkusTest
class TunnelExportQuarkusTest extends RunningSekisho {

  private static final String TUNNELS = "/api/v1/tunnels";
  private static final String FROM = "2054-05-01T00:00:00Z";
  private static final String CSV = "text/csv";
  private static final String LINES = "application/x-ndjson";

  @Inject AgroalDataSource dataSource;

  @BeforeEach
  void emptyMonth() throws SQLException {
    execute("drop table if exists audit_record_2054_05");
    execute("select audit_record_add_partitions('2054-05-01Z', '2054-05-02Z')");
  }

  @Test
  void shouldTellTheSameInEveryForm() throws SQLException {
    execute(generated(2_500));
    List<Map<String, Object>> pages = new java.util.ArrayList<>();
    String cursor = null;
    do {
      var request = asked("*/*").queryParam("limit", 1000);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(TUNNELS)
              .then()
              .statusCode(200)
              .contentType("application/json")
              .header("Vary", "Accept")
              .extract()
              .jsonPath();
      pages.addAll(page.getList("items"));
      cursor = page.getString("next");
    } while (cursor != null);

    List<Map<String, Object>> lines =
        Stream.of(export(LINES).asString().split("\n"))
            .map(line -> JsonPath.from(line).<String, Object>getMap("$"))
            .toList();
    assertThat(lines).hasSize(2_500).isEqualTo(pages);
    String[] csv = export(CSV).asString().split("\r\n");
    assertThat(csv).hasSize(2_501);
    assertThat(csv[0]).isEqualTo(String.join(",", pages.get(0).keySet()));
    for (int i = 0; i < 2_500; i += 99) {
      assertThat(csv[i + 1]).startsWith(pages.get(i).get("id") + "," + pages.get(i).get("time"));
    }
    assertThat(csv[1]).contains("\"[\"\"g\"\",\"\"h i\"\"]\"");
  }

  @Test
  void shouldBeAFileWithAName() {
    export(CSV)
        .then()
        .contentType(startsWith("text/csv"))
        .header(
            "Content-Disposition",
            matchesPattern("attachment; filename=\"sekisho-tunnels-\\d{8}T\\d{6}Z\\.csv\""))
        .body(startsWith("id,time,decision,status,"))
        .body(matchesPattern("[^\r\n]*\r\n"));
    export(LINES).then().contentType(LINES).body(equalTo(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "@x", "-2", "+3"})
  void shouldGiveASpreadsheetNothingToCalculate(String user) throws SQLException {
    execute(generated(1).replace("'u' || i", "'" + user + "'"));
    assertThat(export(CSV).asString().split("\r\n")[1]).contains(",'" + user + ",");
    assertThat(JsonPath.from(export(LINES).asString()).getString("user")).isEqualTo(user);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "text/csv;q=0.5, application/json;q=0.4 | text/csv",
        "text/csv;q=0.1, application/json | application/json",
        "text/html, */*;q=0.1 | application/json",
        "text/* | text/csv"
      })
  void shouldAnswerWhatIsLikedBest(String accept, String answered) {
    asked(accept).get(TUNNELS).then().statusCode(200).contentType(startsWith(answered));
  }

  @Test
  void shouldRefuseWhatItCannotDo() {
    asked("text/html").get(TUNNELS).then().statusCode(406);
    for (String parameter : List.of("limit", "cursor")) {
      asked(CSV)
          .queryParam(parameter, parameter.equals("limit") ? "5" : cursor())
          .get(TUNNELS)
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("errors[0].field", equalTo(parameter));
    }
    api.as(issuer.pass("alice")).accept(CSV).get(TUNNELS).then().statusCode(403);
    api.admin().accept(LINES).get(TUNNELS).then().statusCode(403);
  }

  /** Clients that read nothing hold an export each; when they leave, it ends. */
  @Test
  void shouldRunFewAtATimeAndEndThoseWhoseClientsLeft() throws Exception {
    execute(generated(60_000));
    List<Socket> silent = List.of(ask(), ask());
    await().atMost(Duration.ofSeconds(60)).until(() -> backends().size() == 2);
    asked(CSV)
        .get(TUNNELS)
        .then()
        .statusCode(503)
        .header("Retry-After", equalTo("10"))
        .contentType("application/problem+json");
    asked("application/json").get(TUNNELS).then().statusCode(200);
    for (Socket socket : silent) {
      socket.close();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> backends().isEmpty());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> asked(CSV).queryParam("port", 1).get(TUNNELS).statusCode() == 200);
  }

  /** Half of the log must not be taken for all of it. */
  @Test
  void shouldNotEndProperlyWhenItIsCutOff() throws Exception {
    execute(generated(60_000));
    HttpResponse<java.io.InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:" + RestAssured.port + TUNNELS + "?from=" + FROM))
                    .header("Accept", LINES)
                    .header("Authorization", "Bearer " + issuer.pass("audrey", "sekisho-auditor"))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(60)).until(() -> backends().size() == 1);
    execute("select pg_terminate_backend(" + backends().get(0) + ")");
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  private String cursor() {
    return java.util.Base64.getUrlEncoder()
        .encodeToString(
            (FROM + "/00000000-0000-0000-0000-000000000000").getBytes(StandardCharsets.UTF_8));
  }

  private Response export(String type) {
    return asked(type).get(TUNNELS).then().statusCode(200).extract().response();
  }

  private io.restassured.specification.RequestSpecification asked(String accept) {
    return api.auditor()
        .accept(accept)
        .queryParam("from", FROM)
        .queryParam("to", "2054-06-01T00:00:00Z");
  }

  private Socket ask() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new java.net.InetSocketAddress("localhost", RestAssured.port));
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + TUNNELS
                    + "?from="
                    + FROM
                    + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nAuthorization: Bearer "
                    + issuer.pass("audrey", "sekisho-auditor")
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /** The sessions in which the database has an export under way. */
  private List<String> backends() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select pid from pg_stat_activity where state <> 'idle'"
                    + " and query like 'select a.%' and pid <> pg_backend_pid()")) {
      List<String> pids = new java.util.ArrayList<>();
      while (rows.next()) {
        pids.add(rows.getString(1));
      }
      return pids;
    }
  }

  private static String generated(int rows) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          user_name, groups, host, port, client_address)
        select gen_random_uuid(), gen_random_uuid(), 'refused', 'n', now(),
          timestamptz '%s' + i * interval '1 second', 'deny', 'u' || i, '{g,h i}', 'h.test', 443,
          '192.0.2.1'
        from generate_series(1, %d) i"""
        .formatted(FROM, rows);
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
