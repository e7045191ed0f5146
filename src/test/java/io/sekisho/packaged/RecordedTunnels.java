package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.Load;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the log must have of tunnels that saw 200, whatever happened. */
final class RecordedTunnels {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RecordedTunnels() {}

  /** Waits until nothing more is to be written. */
  static void awaitAll(SekishoProcess sekisho) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(sekisho.meter("sekisho_audit_available")).as("available").isEqualTo(1);
              assertThat(sekisho.meter("sekisho_audit_spooling")).as("spooling").isZero();
              assertThat(sekisho.meter("sekisho_audit_spool_records")).as("spooled").isZero();
              assertThat(sekisho.meter("sekisho_audit_spool_bytes")).as("bytes").isZero();
              assertThat(sekisho.meter("sekisho_audit_queue_depth")).as("queued").isZero();
              assertThat(sekisho.meter("sekisho_tunnels_active")).as("open").isZero();
            });
  }

  /** Like {@link #assertEach}, and of each client in its order, if all was one node's. */
  static void assertAll(Load load, PostgresServer postgres, Api api) {
    Map<String, Long> places = assertEach(load, postgres, api);
    for (List<String> own : load.opened()) {
      assertThat(own.stream().map(places::get).toList()).as("order of a client").isSorted();
    }
  }

  /**
   * Every tunnel once, each with one end behind it; and proved.
   *
   * @return where each stands among all
   */
  static Map<String, Long> assertEach(Load load, PostgresServer postgres, Api api) {
    Map<String, Long> places = new HashMap<>();
    TreeSet<String> twice = new TreeSet<>();
    // Chains of one node follow one another.
    postgres
        .query(
            "select tunnel_id || ' ' || row_number() over (order by chain, sequence)"
                + " from audit_record where kind = 'opened'")
        .forEach(
            row -> {
              String[] fields = row.split(" ");
              if (places.put(fields[0], Long.parseLong(fields[1])) != null) {
                twice.add(fields[0]);
              }
            });
    TreeSet<String> missing = new TreeSet<>();
    load.opened().forEach(missing::addAll);
    missing.removeAll(places.keySet());
    assertThat(missing).as("of %d that saw 200, not recorded", load.size()).isEmpty();
    assertThat(twice).as("recorded twice").isEmpty();
    TreeSet<String> ended = new TreeSet<>();
    load.opened().forEach(ended::addAll);
    ended.retainAll(
        postgres.query("select tunnel_id from audit_record where close_reason = 'not_opened'"));
    assertThat(ended).as("opened, and recorded as not opened").isEmpty();
    await("an end of each")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        postgres.query(
                            "select o.tunnel_id from audit_record o where o.kind = 'opened' and"
                                + " (select count(*) from audit_record c where c.kind = 'closed'"
                                + " and c.tunnel_id = o.tunnel_id) <> 1"))
                    .as("without an end, or with two")
                    .isEmpty());
    assertThat(
            postgres.query(
                "select c.tunnel_id from audit_record o join audit_record c using (tunnel_id)"
                    + " where o.kind = 'opened' and c.kind = 'closed'"
                    + " and (c.chain, c.sequence) < (o.chain, o.sequence)"))
        .as("with the end before the beginning")
        .isEmpty();
    JsonPath proof = api.auditor().get("/api/v1/audit/verification").then().extract().jsonPath();
    assertThat(proof.getBoolean("intact")).as(proof.prettify()).isTrue();
    return places;
  }
}
