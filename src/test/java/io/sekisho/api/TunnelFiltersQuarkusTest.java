package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every filter of the log and their combinations, against a plain look at all there is. */
@QuarkusTest
class TunnelFiltersQuarkusTest extends RunningSekisho {

  private static final String TUNNELS = "/api/v1/tunnels";
  private static final String FROM = "2053-05-01T00:00:00Z";
  private static final String TO = "2053-06-01T00:00:00Z";
  private static final int ROWS = 400;

  private static final List<String> HOSTS =
      List.of(
          "example.com",
          "a.example.com",
          "b.a.example.com",
          "notexample.com",
          "example.com.evil.test",
          "example-com",
          "192.0.2.7",
          "2001:db8::7");
  private static final List<String> ADDRESSES =
      List.of("192.0.2.7", "192.0.2.200", "192.0.3.1", "2001:db8::7", "2001:db9::1");

  /** A value for each filter that finds some, and what it means. */
  private static final Map<String, Map<String, Predicate<Map<String, Object>>>> FILTERS = filters();

  @Inject AgroalDataSource dataSource;

  @BeforeEach
  void month() throws SQLException {
    execute("drop table if exists audit_record_2053_05");
    execute("select audit_record_add_partitions('2053-05-01Z', '2053-05-02Z')");
    Random random = new Random(7);
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      attempt(sql, random, i);
    }
    execute(sql.toString());
  }

  @Test
  void shouldFindByEachFilterWhatAPlainLookFinds() {
    List<Map<String, Object>> all = find(Map.of());
    assertThat(all).hasSize(ROWS);
    FILTERS.forEach(
        (name, values) ->
            values.forEach(
                (value, meaning) -> {
                  List<Object> expected = ids(all.stream().filter(meaning).toList());
                  assertThat(expected).as(name + "=" + value).isNotEmpty().hasSizeLessThan(ROWS);
                  assertThat(ids(find(Map.of(name, value))))
                      .as(name + "=" + value)
                      .isEqualTo(expected);
                }));
  }

  @Test
  void shouldFindByAnyCombinationWhatAPlainLookFinds() {
    List<Map<String, Object>> all = find(Map.of());
    Random random = new Random(11);
    List<String> names = List.copyOf(FILTERS.keySet());
    int found = 0;
    for (int i = 0; i < 150; i++) {
      Map<String, String> asked = new HashMap<>();
      Predicate<Map<String, Object>> meaning = row -> true;
      for (int k = 0; k <= random.nextInt(3); k++) {
        String name = names.get(random.nextInt(names.size()));
        List<String> values = List.copyOf(FILTERS.get(name).keySet());
        String value = values.get(random.nextInt(values.size()));
        if (asked.putIfAbsent(name, value) == null) {
          meaning = meaning.and(FILTERS.get(name).get(value));
        }
      }
      List<Object> expected = ids(all.stream().filter(meaning).toList());
      found += expected.isEmpty() ? 0 : 1;
      assertThat(ids(find(asked))).as(asked.toString()).isEqualTo(expected);
    }
    assertThat(found).as("questions that find something").isGreaterThan(50);
  }

  /** Many rows have the same time, so that a cursor falls between them. */
  @ParameterizedTest
  @CsvSource({"host, *.example.com", "sni, a.example.com", "minBytes, 1000", "open, true"})
  void shouldPageThroughWhatAFilterFinds(String name, String value) {
    List<Object> all = ids(find(Map.of(name, value)));
    List<Object> seen = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification request = asked(Map.of(name, value)).queryParam("limit", 3);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(TUNNELS)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(seen).hasSizeGreaterThan(3).isEqualTo(all);
  }

  /** A tunnel whose node vanished is not open for ever. */
  @Test
  void shouldNotTakeForOpenWhatIsOlderThanATunnelMayBecome() throws SQLException {
    String user = "old-" + UUID.randomUUID();
    Instant now = Instant.now();
    execute(opened(user, now.minus(Duration.ofHours(25))) + opened(user, now.minusSeconds(60)));
    assertThat(findOf(user, "true")).hasSize(1);
    assertThat(findOf(user, "false")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "host, *",
    "host, *.",
    "host, *.192.0.2.7",
    "host, a.*.test",
    "address, example.com",
    "address, 192.0.2.0/33",
    "address, 192.0.2.1/24",
    "address, 192.0.2",
    "client, 0x7f000001",
    "client, ' 192.0.2.1'",
    "error, unknown",
    "minBytes, -1",
    "minBytes, 1.5",
    "minBytes, 9223372036854775808",
    "open, yes",
    "closeReason, bored",
    "decision, ''"
  })
  void shouldNameABadParameter(String name, String value) {
    api.auditor()
        .queryParam(name, value)
        .get(TUNNELS)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "group", "policy", "sni", "node", "pass"})
  void shouldTakeHostileTextAsText(String name) {
    for (String hostile :
        List.of(
            "' or '1'='1", "x'; drop table audit_record; --", "%", ":user", "{a.*}", "\\", "")) {
      assertThat(find(Map.of(name, hostile))).as(hostile).isEmpty();
    }
    assertThat(find(Map.of())).hasSize(ROWS);
  }

  @Test
  void shouldLetPeopleSearchTheirOwnByWhatTheySee() throws SQLException {
    String me = "me-" + UUID.randomUUID();
    Instant now = Instant.now();
    JsonPath token = JsonPath.from(payload(issuer.pass(me)));
    String mine =
        opened(me, now)
            .replace("'subject'", "'" + token.getString("sub") + "'")
            .replace("'issuer'", "'" + token.getString("iss") + "'");
    execute(mine);
    for (Map<String, String> asked :
        List.of(
            Map.of("open", "true"),
            Map.of("client", "127.0.0.0/8"),
            Map.of("node", "n"),
            Map.of("group", "g1"))) {
      api.as(issuer.pass(me))
          .queryParams(asked)
          .get("/api/v1/me/tunnels")
          .then()
          .statusCode(200)
          .body("items.size()", equalTo(1));
      api.as(issuer.pass("somebody-else"))
          .queryParams(asked)
          .get("/api/v1/me/tunnels")
          .then()
          .statusCode(200)
          .body("items.findAll { it.user == '" + me + "' }.size()", equalTo(0));
    }
    api.as(issuer.pass(me))
        .queryParam("closeReason", "killed")
        .get("/api/v1/me/tunnels")
        .then()
        .body("items.size()", equalTo(0));
  }

  private static String payload(String token) {
    return new String(
        java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private List<Map<String, Object>> findOf(String user, String open) {
    return api.auditor()
        .queryParam("user", user)
        .queryParam("open", open)
        .get(TUNNELS)
        .jsonPath()
        .getList("items");
  }

  private List<Map<String, Object>> find(Map<String, String> asked) {
    return asked(asked)
        .queryParam("limit", 1000)
        .get(TUNNELS)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items");
  }

  private RequestSpecification asked(Map<String, String> parameters) {
    return api.auditor().queryParams(parameters).queryParam("from", FROM).queryParam("to", TO);
  }

  private static List<Object> ids(List<Map<String, Object>> rows) {
    return rows.stream().map(row -> row.get("id")).toList();
  }

  private static Map<String, Map<String, Predicate<Map<String, Object>>>> filters() {
    Map<String, Map<String, Predicate<Map<String, Object>>>> filters = new LinkedHashMap<>();
    for (String field :
        List.of("user", "policy", "decision", "error", "sni", "closeReason", "node", "pass")) {
      filters.put(field, new LinkedHashMap<>());
    }
    filters.get("user").put("u1", is("user", "u1"));
    filters.get("policy").put("p2", is("policy", "p2"));
    for (String decision : List.of("allow", "deny", "error")) {
      filters.get("decision").put(decision, is("decision", decision));
    }
    filters.get("error").put("http_request_denied", is("error", "http_request_denied"));
    filters.get("sni").put("A.example.com", is("sni", "a.example.com"));
    filters.get("closeReason").put("killed", is("closeReason", "killed"));
    filters.get("closeReason").put("client_closed", is("closeReason", "client_closed"));
    filters.get("node").put("n1", is("node", "n1"));
    filters.get("pass").put("00c0ffee00c0ffee", is("pass", "00c0ffee00c0ffee"));
    filters.put("group", Map.of("g1", row -> ((List<?>) row.get("groups")).contains("g1")));
    filters.put("port", Map.of("8443", is("port", 8443)));
    Map<String, Predicate<Map<String, Object>>> hosts = new LinkedHashMap<>();
    HOSTS.forEach(host -> hosts.put(host, is("host", host)));
    hosts.put("*.Example.com", row -> String.valueOf(row.get("host")).endsWith(".example.com"));
    hosts.put("[2001:DB8::7]", is("host", "2001:db8::7"));
    filters.put("host", hosts);
    filters.put("address", blocks("address"));
    filters.put("client", blocks("clientAddress"));
    Map<String, Predicate<Map<String, Object>>> bytes = new LinkedHashMap<>();
    for (long least : List.of(0L, 1_000L, 1_000_000L, 5_000_000L)) {
      bytes.put(
          Long.toString(least),
          row ->
              row.get("bytesUp") instanceof Number up
                  && row.get("bytesDown") instanceof Number down
                  && up.longValue() + down.longValue() >= least);
    }
    filters.put("minBytes", bytes);
    Predicate<Map<String, Object>> open =
        row -> row.get("openedAt") != null && row.get("closedAt") == null;
    filters.put("open", Map.of("true", open, "false", open.negate()));
    return filters;
  }

  private static Map<String, Predicate<Map<String, Object>>> blocks(String field) {
    Map<String, Predicate<Map<String, Object>>> blocks = new LinkedHashMap<>();
    ADDRESSES.forEach(address -> blocks.put(address, is(field, address)));
    blocks.put("192.0.2.0/24", row -> String.valueOf(row.get(field)).startsWith("192.0.2."));
    blocks.put("2001:db8::/32", row -> String.valueOf(row.get(field)).startsWith("2001:db8:"));
    blocks.put("0.0.0.0/0", row -> String.valueOf(row.get(field)).contains("."));
    return blocks;
  }

  private static Predicate<Map<String, Object>> is(String field, Object value) {
    return row -> Objects.equals(row.get(field), value);
  }

  private static void attempt(StringBuilder sql, Random random, int i) {
    String tunnel = UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}).toString();
    String time = Instant.parse(FROM).plusSeconds(i / 5).toString();
    boolean opened = random.nextInt(3) > 0;
    boolean denied = random.nextBoolean();
    sql.append(
        """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          error, policy, user_name, groups, host, port, address, client_address, pass)
        values (gen_random_uuid(), '%s', '%s', 'n%d', '%s', '%s', '%s', %s, %s, %s, '%s', %s, %d,
          %s, %s, %s);
        """
            .formatted(
                tunnel,
                opened ? "opened" : "refused",
                random.nextInt(2),
                time,
                time,
                opened ? "allow" : denied ? "deny" : "error",
                opened ? "null" : denied ? "'http_request_denied'" : "'dns_error'",
                one(random, List.of("p1", "p2")),
                one(random, List.of("u1", "u2")),
                List.of("{}", "{g1}", "{g1,g2}", "{g2,g11}").get(random.nextInt(4)),
                one(random, HOSTS),
                random.nextBoolean() ? 443 : 8443,
                one(random, ADDRESSES),
                one(random, ADDRESSES),
                one(random, List.of("00c0ffee00c0ffee", "0123456789abcdef"))));
    if (opened && random.nextInt(4) > 0) {
      sql.append(
          """
          insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, sni,
            bytes_up, bytes_down, close_reason)
          values (gen_random_uuid(), '%s', 'closed', 'n', '%s', '%s', %s, %d, %d, '%s');
          """
              .formatted(
                  tunnel,
                  time,
                  time,
                  one(random, List.of("a.example.com", "example.com")),
                  (long) Math.pow(10, random.nextInt(8)),
                  random.nextInt(10),
                  List.of("client_closed", "target_closed", "killed").get(random.nextInt(3))));
    }
  }

  /** One of them in quotes, or nothing. */
  private static String one(Random random, List<String> values) {
    int i = random.nextInt(values.size() + 1);
    return i == values.size() ? "null" : "'" + values.get(i) + "'";
  }

  private static String opened(String user, Instant time) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          user_name, subject, issuer, groups, client_address)
        values (gen_random_uuid(), gen_random_uuid(), 'opened', 'n', now(), '%s', 'allow', '%s',
          'subject', 'issuer', '{g1}', '127.0.0.1');
        """
        .formatted(time, user);
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
