package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replicas that die under open tunnels, and what the log says of these afterwards. */
class NodeLostIT {

  private static final Duration A_MINUTE = Duration.ofSeconds(60);

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess survivor;
  private static SekishoProcess witness;

  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    survivor = sekisho("survivor").start();
    witness = sekisho("witness").start();
    api(survivor).allow("everyone-local", Api.anyone(), "127.0.0.1");
    await()
        .atMost(A_MINUTE)
        .until(() -> api(survivor).policyVersion(survivor.managementUrl()) == 1);
  }

  @AfterAll
  static void stop() {
    witness.close();
    survivor.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldCloseInTheLogWhatALostReplicaLeftOpen() {
    UUID living = open(survivor);
    List<UUID> lost = new ArrayList<>();
    UUID ended;
    try (SekishoProcess dying = sekisho("dying").start()) {
      ended = open(dying);
      clients.get(clients.size() - 1).close();
      await().atMost(A_MINUTE).until(() -> ends(ended).equals(List.of("client_closed/dying")));
      for (int i = 0; i < 20; i++) {
        lost.add(open(dying));
      }
      dying.kill();
    }

    await()
        .atMost(A_MINUTE)
        .untilAsserted(
            () ->
                assertThat(lost)
                    .allSatisfy(
                        tunnel -> assertThat(ends(tunnel)).containsExactly("node_lost/dying")));
    assertThat(ends(ended)).containsExactly("client_closed/dying");
    assertThat(ends(living)).as("another's").isEmpty();
    assertThat(postgres.query("select node from replica order by node"))
        .as("nothing more to look after")
        .doesNotContain("dying");
    assertThat(api(witness).tunnel(lost.get(0)).getString("closeReason")).isEqualTo("node_lost");
    assertThat(survivor.output() + witness.output())
        .containsOnlyOnce("replica dying was lost, tunnels recorded as node_lost: 20")
        .doesNotContain("cannot be written");
  }

  @Test
  void shouldTellWhatALostTunnelHadCarriedWhenLastSeen() {
    try (SekishoProcess dying =
        sekisho("counting").with("SEKISHO_AUDIT_INTERIM_INTERVAL", "1s").start()) {
      UUID tunnel = open(dying);
      RawClient client = clients.get(clients.size() - 1);
      client.send("12345");
      assertThat(client.readText(5)).isEqualTo("12345");
      await()
          .atMost(A_MINUTE)
          .untilAsserted(
              () ->
                  assertThat(
                          api(witness)
                              .auditor()
                              .get("/api/v1/tunnels/live")
                              .jsonPath()
                              .getList(
                                  "items.findAll { it.id == '" + tunnel + "' }.bytesDown",
                                  Integer.class))
                      .as("seen from another replica")
                      .containsExactly(5));
      JsonPath open = api(survivor).tunnel(tunnel);
      assertThat(open.getLong("bytesUp")).isEqualTo(5);
      assertThat(open.getString("closedAt")).isNull();
      assertThat(open.getString("closeReason")).isNull();
      assertThat(open.getList("records.kind", String.class))
          .startsWith("opened", "interim")
          .doesNotContain("closed");
      dying.kill();

      await().atMost(A_MINUTE).until(() -> !ends(tunnel).isEmpty());
      JsonPath lost = api(survivor).tunnel(tunnel);
      assertThat(lost.getLong("bytesUp")).isEqualTo(5);
      assertThat(lost.getString("closeReason")).isEqualTo("node_lost");
      assertThat(lost.getString("reason")).startsWith("found by ");
      assertThat(lost.getList("records.kind", String.class)).endsWith("interim", "closed");
      assertThat(
              api(survivor)
                  .auditor()
                  .queryParam("limit", 1000)
                  .get("/api/v1/tunnels")
                  .jsonPath()
                  .getList("items.findAll { it.id == '" + tunnel + "' }"))
          .as("one attempt, however many records")
          .hasSize(1);
    }
  }

  @Test
  void shouldCloseItsPredecessorsTunnelsWhenItStartsAgainAlone() {
    try (PostgresServer own = new PostgresServer();
        SekishoProcess again = new SekishoProcess("again", own.jdbcUrl(), issuer.url()).start()) {
      api(again).allow("everyone-local", Api.anyone(), "127.0.0.1");
      await().atMost(A_MINUTE).until(() -> api(again).policyVersion(again.managementUrl()) == 1);
      UUID lost = open(again);
      again.kill();

      again.start();

      await()
          .atMost(A_MINUTE)
          .until(() -> again.output().contains("replica again was lost, tunnels recorded as"));
      assertThat(ends(own, lost)).containsExactly("node_lost/again");
      UUID living = open(again);
      assertThat(ends(own, living)).isEmpty();
    }
  }

  @Test
  void shouldNotTakeForLostWhoLosesItsSessionsForAMoment() {
    UUID tunnel = open(survivor);
    postgres.stop();
    postgres.start();
    await()
        .atMost(A_MINUTE)
        .until(() -> survivor.output().contains("the database is followed again"));
    await().during(Duration.ofSeconds(40)).atMost(A_MINUTE).until(() -> ends(tunnel).isEmpty());
  }

  @Test
  void shouldKeepWhatIsRecordedWhenALostReplicaComesBack() {
    UUID tunnel = open(survivor);
    postgres.execute(
        "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, close_reason)"
            + " select gen_random_uuid(), tunnel_id, 'closed', node, now(), attempted_at, 'node_lost'"
            + " from audit_record where tunnel_id = '"
            + tunnel
            + "'");

    clients.get(clients.size() - 1).close();

    await()
        .atMost(A_MINUTE)
        .until(
            () ->
                survivor
                    .output()
                    .contains(
                        "tunnel " + tunnel + " ended (client_closed, up=0, down=0), but another"));
    assertThat(ends(tunnel)).containsExactly("node_lost/survivor");
    assertThat(survivor.metrics()).contains("sekisho_audit_unrecorded_total 0.0");
  }

  private static List<String> ends(UUID tunnel) {
    return ends(postgres, tunnel);
  }

  private static List<String> ends(PostgresServer database, UUID tunnel) {
    return database.query(
        "select close_reason || '/' || node from audit_record where kind = 'closed' and tunnel_id = '"
            + tunnel
            + "'");
  }

  private UUID open(SekishoProcess sekisho) {
    RawClient client = RawClient.connect(sekisho.proxyPort());
    clients.add(client);
    client.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"));
    RawClient.Response response = client.head();
    assertThat(response.status()).as(response.head()).isEqualTo(200);
    return UUID.fromString(response.field("Sekisho-Tunnel").orElseThrow());
  }

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
