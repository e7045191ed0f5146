package io.sekisho.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the log tells of passes, and what it does not. */
@QuarkusTest
class RecordedPassQuarkusTest extends RunningSekisho {

  @Inject AgroalDataSource dataSource;

  @Test
  void shouldTellWhichAttemptsCameWithOnePass() throws Exception {
    String user = "u-" + UUID.randomUUID();
    allow(Api.user(user), "127.0.0.1");
    String one = issuer.pass(user);
    String other = issuer.pass(user, "another-group");
    try (Target echo = Target.echo()) {
      JsonPath first = opened(one, echo);
      JsonPath second = opened(one, echo);
      JsonPath third = opened(other, echo);
      JsonPath denied =
          refused(client().requestTunnel("denied.example:443", bearer(one)).refusal());
      assertThat(first.getString("pass")).isEqualTo(sha256(one).substring(0, 16));
      assertThat(second.getString("pass")).isEqualTo(first.getString("pass"));
      assertThat(denied.getString("pass")).isEqualTo(first.getString("pass"));
      assertThat(third.getString("pass")).isEqualTo(sha256(other).substring(0, 16));
    }
    assertThat(found(sha256(one).substring(0, 16))).hasSize(3);
    assertThat(found(sha256(other).substring(0, 16))).hasSize(1);
  }

  @Test
  void shouldRecordNothingOfAPassThatIsNotGood() {
    String pass = issuer.pass("u-" + UUID.randomUUID());
    String forged = pass.substring(0, pass.length() - 8) + "AAAAAAAA";
    for (String bad : List.of(forged, "not-a-token")) {
      JsonPath record = refused(client().requestTunnel("a.example:443", bearer(bad)).refusal());
      assertThat(record.getInt("status")).isEqualTo(407);
      assertThat(record.getString("pass")).as(bad).isNull();
    }
  }

  /** Whatever was shown, and in whichever way: nowhere in the database is any part of it. */
  @Test
  void shouldKeepNoPartOfATokenAnywhere() throws SQLException {
    String user = "u-" + UUID.randomUUID();
    allow(Api.user(user), "127.0.0.1");
    String pass = issuer.pass(user);
    String forged = pass.substring(0, pass.length() - 8) + "AAAAAAAA";
    try (Target echo = Target.echo()) {
      opened(pass, echo);
    }
    refused(client().requestTunnel("denied.example:443", basic(user, pass)).refusal());
    refused(client().requestTunnel("denied.example:443", bearer(forged)).refusal());
    List<String> parts = new ArrayList<>(List.of(pass.split("\\.")));
    parts.add(parts.get(2).substring(0, 16));
    for (String table :
        query(
            "select oid::regclass from pg_class where relkind = 'r'"
                + " and relnamespace = current_schema()::regnamespace")) {
      for (String part : parts) {
        assertThat(query("select 1 from " + table + " t where strpos(t::text, '" + part + "') > 0"))
            .as(table + " holds " + part)
            .isEmpty();
      }
    }
  }

  private JsonPath opened(String pass, Target echo) {
    Opened opened = openWith(pass, "127.0.0.1:" + echo.port());
    opened.client().close();
    return closed(opened.id());
  }

  private List<Map<String, Object>> found(String pass) {
    return api.auditor()
        .queryParam("pass", pass)
        .get("/api/v1/tunnels")
        .jsonPath()
        .getList("items");
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
