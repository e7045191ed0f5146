package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.destination.AddressBlock;
import io.sekisho.policy.Target;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import io.sekisho.tunnel.CloseReason;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the database goes about searches in a log of several months, by its own account. */
@QuarkusTest
class SearchPlansQuarkusTest extends RunningSekisho {

  private static final String MONTHS = "audit_record_2016_";
  private static final int RECORDS = 120_000;
  private static final int PAGE = 101;

  @Inject AgroalDataSource dataSource;
  @Inject EntityManager entities;

  @BeforeEach
  void months() throws SQLException, IOException {
    withoutThem();
    String script =
        Files.readString(Path.of("src/main/docs/audit-records.sql"))
            .replace(":records", Integer.toString(RECORDS))
            .replace(":'since'", "'2016-01-01Z'")
            .replace(":'until'", "'2016-06-30Z'");
    execute(script.replaceAll("(?m)^--.*$", ""));
  }

  @AfterEach
  void withoutThem() throws SQLException {
    for (int month = 1; month <= 6; month++) {
      execute("drop table if exists " + MONTHS + "0" + month);
    }
  }

  /** One test, as to fill a log takes longer than to search it. */
  @Test
  void shouldReadPagesOffIndexesAndNoMoreMonthsThanItMust() throws IOException {
    readsPagesOffIndexes();
    looksForOpenTunnelsAmongRecentOnesOnly();
    leavesOutOtherMonths();
  }

  private void readsPagesOffIndexes() throws IOException {
    Map<String, TunnelSearch> searches = new LinkedHashMap<>();
    searches.put("user", asked().user("user-3").search());
    searches.put(
        "user, a later page", asked().user("user-3").after("2016-03-03T00:00:00Z").search());
    searches.put(
        "user and time", asked().user("user-3").between("2016-02-10", "2016-02-20").search());
    searches.put("rare user", asked().user("user-1999").search());
    searches.put("nobody", asked().user("nobody").search());
    searches.put(
        "host and time",
        asked().host("h7.d7.example.com").between("2016-02-01", "2016-05-01").search());
    searches.put("rare host", asked().host("h4999.d499.example.com").search());
    searches.put(
        "domain and time",
        asked().host("*.d7.example.com").between("2016-02-01", "2016-05-01").search());
    searches.put("no such domain", asked().host("*.example.net").search());
    searches.put("denials", asked().decision("deny").search());
    searches.put("error", asked().error("connection_refused").search());
    searches.put("client", asked().client("10.0.0.8").search());
    searches.put("network of clients", asked().client("10.0.62.0/28").search());
    searches.put("policy", asked().policy("policy-7").search());
    searches.put("no such policy", asked().policy("nothing").search());
    searches.put("no such pass", asked().pass("0123456789abcdef").search());
    searches.put("address", asked().address("198.18.0.9").search());
    searches.put("sni", asked().sni("h7.d7.example.com").search());
    searches.put("no such sni", asked().sni("example.net").search());
    searches.put("killed", asked().closeReason(CloseReason.KILLED).search());
    searches.put("none was revoked", asked().closeReason(CloseReason.POLICY_REVOKED).search());
    searches.put("large", asked().minBytes(90_000_000).search());
    searches.put("time alone", asked().between("2016-02-01", "2016-03-01").search());
    searches.put("one tunnel", TunnelSearch.of(tunnel()));
    for (Map.Entry<String, TunnelSearch> search : searches.entrySet()) {
      List<JsonNode> scans = scans(search.getValue());
      assertThat(scans)
          .as(search.getKey() + ": whole months are read")
          .noneMatch(scan -> scan.path("Node Type").asText().equals("Seq Scan"));
      assertThat(scans.stream().mapToLong(SearchPlansQuarkusTest::looked).sum())
          .as(search.getKey() + ": rows that were looked at")
          .isLessThanOrEqualTo(6 * PAGE + (search.getValue().isRanged() ? TunnelSearch.FEW : 0));
    }
  }

  private void looksForOpenTunnelsAmongRecentOnesOnly() throws IOException {
    assertThat(scans(asked().open().search())).isEmpty();
    assertThat(scans(asked().open().user("user-3").search())).isEmpty();
  }

  private void leavesOutOtherMonths() throws IOException {
    assertThat(scans(asked().between("2016-02-03", "2016-02-04").search()))
        .isNotEmpty()
        .allMatch(scan -> scan.path("Relation Name").asText().equals(MONTHS + "02"));
    assertThat(scans(asked().sni("example.net").between("2016-02-03", "2016-02-04").search()))
        .isNotEmpty()
        .allMatch(scan -> scan.path("Relation Name").asText().equals(MONTHS + "02"));
  }

  private static Asked asked() {
    return new Asked();
  }

  /** The nodes of the plan that read the months of this test, as they were carried out. */
  private List<JsonNode> scans(TunnelSearch search) throws IOException {
    String plan =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Session session = entities.unwrap(Session.class);
                  session.doWork(AuditLog::prepare);
                  NativeQuery<String> query =
                      session.createNativeQuery(
                          "explain (analyze, timing off, format json) "
                              + search
                                  .sql(search.isRanged() && AuditLog.isFew(session, search))
                                  .replace("{a.*}", "a.*")
                                  .replace("{e.*}", "e.*")
                              + " limit "
                              + PAGE,
                          String.class);
                  search.bind(query);
                  return query.getSingleResult();
                });
    List<JsonNode> scans = new ArrayList<>();
    collect(new ObjectMapper().readTree(plan).get(0).get("Plan"), scans);
    return scans;
  }

  private static void collect(JsonNode node, List<JsonNode> scans) {
    if (node.path("Relation Name").asText().startsWith(MONTHS)
        && node.get("Actual Loops").asInt() > 0) {
      scans.add(node);
    }
    node.path("Plans").forEach(below -> collect(below, scans));
  }

  private static long looked(JsonNode scan) {
    double rows = scan.path("Actual Rows").asDouble();
    for (String why : List.of("Filter", "Index Recheck")) {
      rows += scan.path("Rows Removed by " + why).asDouble();
    }
    return Math.round(rows * scan.path("Actual Loops").asLong());
  }

  private UUID tunnel() {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                entities
                    .unwrap(Session.class)
                    .createNativeQuery("select tunnel_id from " + MONTHS + "03 limit 1", UUID.class)
                    .getSingleResult());
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }

  /** What is asked for. */
  private static final class Asked {
    private Optional<String> user = Optional.empty();
    private Optional<Target> host = Optional.empty();
    private Optional<AddressBlock> address = Optional.empty();
    private Optional<String> policy = Optional.empty();
    private Optional<String> decision = Optional.empty();
    private Optional<String> error = Optional.empty();
    private Optional<String> sni = Optional.empty();
    private Optional<AddressBlock> client = Optional.empty();
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> to = Optional.empty();
    private Optional<Long> minBytes = Optional.empty();
    private Optional<Boolean> open = Optional.empty();
    private Optional<CloseReason> closeReason = Optional.empty();
    private Optional<String> pass = Optional.empty();
    private Optional<TunnelQuery.Position> after = Optional.empty();

    Asked user(String name) {
      user = Optional.of(name);
      return this;
    }

    Asked host(String pattern) {
      host = Optional.of(Target.host(pattern));
      return this;
    }

    Asked address(String block) {
      address = Optional.of(AddressBlock.parse(block));
      return this;
    }

    Asked policy(String name) {
      policy = Optional.of(name);
      return this;
    }

    Asked decision(String one) {
      decision = Optional.of(one);
      return this;
    }

    Asked error(String type) {
      error = Optional.of(type);
      return this;
    }

    Asked sni(String name) {
      sni = Optional.of(name);
      return this;
    }

    Asked client(String block) {
      client = Optional.of(AddressBlock.parse(block));
      return this;
    }

    Asked between(String first, String behindLast) {
      from = Optional.of(Instant.parse(first + "T00:00:00Z"));
      to = Optional.of(Instant.parse(behindLast + "T00:00:00Z"));
      return this;
    }

    Asked minBytes(long least) {
      minBytes = Optional.of(least);
      return this;
    }

    Asked open() {
      open = Optional.of(true);
      return this;
    }

    Asked closeReason(CloseReason reason) {
      closeReason = Optional.of(reason);
      return this;
    }

    Asked pass(String recorded) {
      pass = Optional.of(recorded);
      return this;
    }

    Asked after(String time) {
      after = Optional.of(new TunnelQuery.Position(Instant.parse(time), new UUID(0, 0)));
      return this;
    }

    TunnelSearch search() {
      return TunnelSearch.of(
          new TunnelQuery(
              user,
              Optional.empty(),
              host,
              Optional.empty(),
              address,
              policy,
              decision,
              error,
              sni,
              client,
              from,
              to,
              minBytes,
              open,
              closeReason,
              Optional.empty(),
              pass,
              after,
              PAGE),
          Instant.now().minus(Duration.ofHours(25)));
    }
  }
}
