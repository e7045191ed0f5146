package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Open tunnels as seen and cut through either of two replicas over one database. */
class LiveIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String LIVE = "/api/v1/tunnels/live";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess one;
  private static SekishoProcess two;

  private final List<RawClient> clients = new ArrayList<>();

  private record Opened(RawClient client, UUID id) {

    void assertCut() {
      assertThat(client.rest()).as("cut").isEmpty();
    }

    void assertLives() {
      client.send("still");
      assertThat(client.readText(5)).isEqualTo("still");
    }
  }

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    one = sekisho("live-one").start();
    two = sekisho("live-two").start();
    Api api = api(one);
    api.allow("everyone-local", Api.anyone(), "127.0.0.1");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api.policyVersion(one.managementUrl()) == 1
                    && api.policyVersion(two.managementUrl()) == 1);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldCutOneTunnelOfTheOtherReplica() {
    Opened meant = open(two, "alice");
    Opened other = open(two, "alice");

    kill(one, "/" + meant.id(), Map.of("reason", "a leak"), 204);

    meant.assertCut();
    other.assertLives();
    await().atMost(PATIENCE).until(() -> reason(meant).equals(List.of("killed by adam: a leak")));
    kill(one, "/" + meant.id(), Map.of(), 404);
    assertThat(two.metrics()).contains("sekisho_tunnels_closed_total{reason=\"killed\"}");
    assertThat(two.output()).contains("killed by adam: a leak, tunnels=1");
    assertThat(one.output()).contains("killed by adam: a leak, tunnels=0");
  }

  @Test
  void shouldCutTheTunnelsOfAUserOnBoth() {
    Opened here = open(one, "bob");
    Opened there = open(two, "bob");
    Opened others = open(two, "alice");

    kill(one, "", Map.of("user", "bob"), 204);

    here.assertCut();
    there.assertCut();
    others.assertLives();
    open(two, "bob").assertLives();
  }

  @Test
  void shouldCutEverythingOnBoth() {
    Opened here = open(one, "alice");
    Opened there = open(two, "bob");

    kill(two, "", Map.of("all", "true"), 204);

    here.assertCut();
    there.assertCut();
  }

  @Test
  void shouldCutATunnelThatWasBeingOpened() throws Exception {
    RawClient client = client(two);
    AutoCloseable lock = postgres.holding("lock table audit_record in exclusive mode");
    client.requestTunnel(echo.authority(), bearer("carol"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !postgres
                    .query("select 1 from pg_locks where not granted and mode = 'RowExclusiveLock'")
                    .isEmpty());
    kill(one, "", Map.of("user", "carol"), 204);
    await().atMost(PATIENCE).until(() -> two.output().contains("OfUser[user=carol]"));
    lock.close();

    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.rest()).isEmpty();
    open(two, "carol").assertLives();
  }

  @Test
  void shouldFindAnOrderOfWhichNoNoticeCame() {
    Opened here = open(one, "dora");
    Opened there = open(two, "dora");

    // Without the triggers, so without the notice.
    postgres.execute(
        "set session_replication_role = replica;"
            + " insert into kill_order (kind, user_name, ordered_by) values ('user', 'dora', 'sql')");

    here.assertCut();
    there.assertCut();
    await().atMost(PATIENCE).until(() -> reason(there).equals(List.of("killed by sql")));
  }

  @Test
  void shouldObeyWhatWasOrderedWhileItsSessionWasLost() {
    Opened there = open(two, "erin");
    postgres.query(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
            + " and (classid::bigint << 32) | objid::bigint"
            + " = hashtextextended('sekisho.node:live-two', 0)");

    kill(one, "", Map.of("user", "erin"), 204);

    there.assertCut();
  }

  @Test
  void shouldShowTheTunnelsOfBothAndNoneOfAReplicaThatIsGone() {
    Opened here = open(one, "frank");
    Opened there = open(two, "frank");
    there.assertLives();
    UUID lost;
    SekishoProcess three = sekisho("live-three").start();
    try (three) {
      lost = open(three, "frank").id();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(franks(one))
                      .containsExactlyInAnyOrder(
                          here.id() + " live-one 0",
                          there.id() + " live-two null",
                          lost + " live-three null"));
      assertThat(franks(two)).contains(there.id() + " live-two 5", here.id() + " live-one null");
      three.kill();
    }
    await().atMost(PATIENCE).until(() -> franks(one).size() == 2);
    kill(one, "/" + lost, Map.of(), 404);

    try (SekishoProcess again = sekisho("live-three").start()) {
      assertThat(franks(one)).as("not what its name had before").hasSize(2);
      kill(again, "/" + lost, Map.of(), 404);
      kill(one, "/" + lost, Map.of(), 404);
    }
  }

  @Test
  void shouldPageThroughBothWithoutLossOrRepetition() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      expected.add(0, open(i % 2 == 0 ? one : two, "grace").id().toString());
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      JsonPath page = live(one, cursor == null ? Map.of() : Map.of("cursor", cursor), 2);
      assertThat(page.getList("items")).hasSizeLessThanOrEqualTo(2);
      seen.addAll(page.getList("items.findAll { it.user == 'grace' }.id"));
      cursor = page.getString("next");
    } while (cursor != null);

    assertThat(seen).containsExactlyElementsOf(expected);
  }

  @Test
  void shouldKeepTheOrdersAsTheyWere() {
    kill(one, "", Map.of("user", "nobody", "reason", "a trial"), 204);

    assertThat(
            postgres.query(
                "select ordered_by || '/' || reason from kill_order where user_name = 'nobody'"))
        .containsExactly("adam/a trial");
    assertThatThrownBy(() -> postgres.execute("delete from kill_order"))
        .hasMessageContaining("append-only");
  }

  private Opened open(SekishoProcess sekisho, String user) {
    RawClient client = client(sekisho).requestTunnel(echo.authority(), bearer(user));
    RawClient.Response response = client.head();
    assertThat(response.status()).isEqualTo(200);
    return new Opened(client, UUID.fromString(response.field("Sekisho-Tunnel").orElseThrow()));
  }

  private RawClient client(SekishoProcess sekisho) {
    RawClient client = RawClient.connect(sekisho.proxyPort());
    clients.add(client);
    return client;
  }

  private static String bearer(String user) {
    return "Proxy-Authorization: Bearer " + issuer.pass(user);
  }

  private static void kill(
      SekishoProcess sekisho, String path, Map<String, String> parameters, int status) {
    api(sekisho).admin().queryParams(parameters).delete(LIVE + path).then().statusCode(status);
  }

  private static List<String> reason(Opened tunnel) {
    return postgres.query(
        "select reason from audit_record where close_reason = 'killed' and tunnel_id = '"
            + tunnel.id()
            + "'");
  }

  private static List<String> franks(SekishoProcess sekisho) {
    return live(sekisho, Map.of(), 1000)
        .getList(
            "items.findAll { it.user == 'frank' }.collect { it.id + ' ' + it.node + ' ' + it.bytesUp }");
  }

  private static JsonPath live(SekishoProcess sekisho, Map<String, String> parameters, int limit) {
    return api(sekisho)
        .auditor()
        .queryParams(parameters)
        .queryParam("limit", limit)
        .get(LIVE)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** Polls often, so that a test need not wait for what no notice tells. */
  private static SekishoProcess sekisho(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url())
        .with("SEKISHO_POLICY_REFRESH", "1s");
  }

  private static Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
