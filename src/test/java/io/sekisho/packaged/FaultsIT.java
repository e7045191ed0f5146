package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.Load;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to tunnels and records when a process or the database goes away. */
class FaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final String AGE = "sekisho_policy_age_seconds";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    try (SekishoProcess first = sekisho("first").start()) {
      api(first).allow("alice-local", Api.user("alice"), "127.0.0.1");
    }
  }

  @AfterAll
  static void stop() {
    echo.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldHaveEveryTunnelThatSawA200InTheLogAfterAKill() {
    Load load;
    try (SekishoProcess sekisho = sekisho("killed").start()) {
      load = new Load(sekisho.proxyPort(), issuer.pass("alice"), echo.authority());
      await().atMost(PATIENCE).until(() -> load.size() > 500);
      sekisho.kill();
    }
    load.finish();

    List<String> recorded =
        postgres.query("select tunnel_id from audit_record where kind = 'opened'");
    Set<String> missing = new TreeSet<>();
    load.opened().forEach(missing::addAll);
    missing.removeAll(Set.copyOf(recorded));
    assertThat(missing)
        .as("tunnels of %d that saw 200 and are not recorded", load.size())
        .isEmpty();
  }

  @Test
  void shouldRefuseWithoutADatabaseKeepOpenTunnelsAndHealByItself() {
    try (SekishoProcess sekisho = sekisho("outage").start();
        RawClient before = open(sekisho)) {
      postgres.stop();
      try {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  RawClient.Response refusal = attempt(sekisho);
                  assertThat(refusal.status()).isEqualTo(503);
                  assertThat(refusal.field("Proxy-Status").orElseThrow())
                      .contains("error=proxy_internal_error");
                  assertThat(refusal.field("Retry-After")).isPresent();
                });
        before.send("still");
        assertThat(before.readText(5)).isEqualTo("still");
        assertThat(sekisho.readiness()).isEqualTo(200);
      } finally {
        postgres.start();
      }

      await().atMost(PATIENCE).untilAsserted(() -> open(sekisho).close());
      assertThat(
              postgres.query("select 1 from audit_record where node = 'outage' and status = 503"))
          .as("refusals during the outage are recorded once it is over")
          .isNotEmpty();
      assertThat(
              postgres.query(
                  "select tunnel_id from audit_record where kind <> 'closed'"
                      + " group by tunnel_id having count(*) > 1"))
          .as("attempts recorded twice")
          .isEmpty();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                String id = api(sekisho).allow("after-outage", Api.user("erin"), "127.0.0.1");
                api(sekisho).delete(id);
              });
      String id = api(sekisho).allow("followed-again", Api.user("erin"), "127.0.0.1");
      await().atMost(PATIENCE).until(() -> status(sekisho, issuer.pass("erin")) == 200);
      api(sekisho).delete(id);
    }
  }

  @Test
  void shouldDecideOnTheLastPoliciesUntilTheyAreTooOldAndThenOnNothing() {
    try (SekishoProcess sekisho =
            sekisho("stale")
                .with("SEKISHO_POLICY_REFRESH", "1s")
                .with("SEKISHO_POLICY_MAX_STALENESS", "6s")
                .start();
        RawClient before = open(sekisho)) {
      postgres.stop();
      try {
        assertThat(status(sekisho, issuer.pass("mallory")))
            .as("by the last policies")
            .isEqualTo(403);

        await().atMost(PATIENCE).until(() -> sekisho.readiness() == 503);
        assertThat(sekisho.meter(AGE)).isGreaterThan(6);
        assertThat(status(sekisho, issuer.pass("mallory"))).as("by none").isEqualTo(503);
        RawClient.Response refusal = attempt(sekisho);
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.field("Proxy-Status").orElseThrow())
            .contains("sekisho.policy.max-staleness");
        await().atMost(PATIENCE).until(() -> sekisho.output().contains("every request is refused"));
        before.send("still");
        assertThat(before.readText(5)).isEqualTo("still");
      } finally {
        postgres.start();
      }
      await().atMost(PATIENCE).until(() -> sekisho.readiness() == 200);
      await().atMost(PATIENCE).untilAsserted(() -> open(sekisho).close());
      assertThat(sekisho.meter(AGE)).isLessThan(6);
    }
  }

  @Test
  void shouldDrainOnSigterm() {
    try (SekishoProcess sekisho = sekisho("draining").with("SEKISHO_DRAIN_TIMEOUT", "4s").start();
        RawClient finishing = open(sekisho);
        RawClient staying = open(sekisho)) {
      sekisho.terminate();

      await().atMost(PATIENCE).until(() -> sekisho.readiness() == 503);
      RawClient.Response refusal = attempt(sekisho);
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.field("Retry-After")).isPresent();
      finishing.send("last words").finish();
      assertThat(new String(finishing.rest())).isEqualTo("last words");
      assertThat(staying.rest()).isEmpty();

      assertThat(sekisho.exitStatus()).as(sekisho.output()).isZero();
    }
    assertThat(
            postgres.query(
                "select close_reason from audit_record where node = 'draining' and kind = 'closed'"))
        .containsExactlyInAnyOrder("client_closed", "drain");
    assertThat(
            postgres.query(
                "select reason from audit_record where node = 'draining' and status = 503"))
        .containsOnly("this node is shutting down");
  }

  @Test
  void shouldEndInOrderWhenASideBreaksWhileTheRecordIsWritten() throws Exception {
    try (SekishoProcess sekisho = sekisho("breaking").start();
        Target target = Target.manual()) {
      List<RawClient> clients = new ArrayList<>();
      AutoCloseable lock = postgres.holding("lock table audit_record in exclusive mode");
      for (int i = 0; i < 10; i++) {
        clients.add(
            RawClient.connect(sekisho.proxyPort())
                .requestTunnel(
                    target.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice")));
        Socket connection = target.nextConnection();
        if (i % 2 == 0) {
          connection.setSoLinger(true, 0);
          connection.close();
        } else {
          clients.get(i).reset();
        }
      }
      lock.close();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(recordsOf("breaking", "kind <> 'closed'")).isEqualTo(10);
                assertThat(recordsOf("breaking", "kind = 'closed'"))
                    .as("ends of what was opened")
                    .isEqualTo(recordsOf("breaking", "kind = 'opened'"))
                    .isPositive();
              });
      assertThat(sekisho.metrics()).contains("sekisho_tunnels_active 0.0");
      assertThat(status(sekisho, issuer.pass("alice"))).isEqualTo(200);
    }
  }

  @Test
  void shouldOpenNothingOnceItDrains() throws Exception {
    try (SekishoProcess sekisho = sekisho("late").start();
        RawClient client = RawClient.connect(sekisho.proxyPort())) {
      AutoCloseable lock = postgres.holding("lock table audit_record in exclusive mode");
      client.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  postgres
                          .query(
                              "select 1 from pg_locks where not granted and mode = 'RowExclusiveLock'")
                          .size()
                      == 1);
      sekisho.terminate();
      await().atMost(PATIENCE).until(() -> sekisho.readiness() == 503);
      lock.close();

      assertThat(sekisho.exitStatus()).as(sekisho.output()).isZero();
    }
    assertThat(
            postgres.query(
                "select kind from audit_record where node = 'late' order by recorded_at, kind desc"))
        .as("what was opened after all is closed too")
        .containsExactly("opened", "closed");
  }

  @Test
  void shouldSurviveAnyNumberOfLostPolicySessions() {
    try (SekishoProcess sekisho = sekisho("feed").start()) {
      for (int i = 0; i < 25; i++) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    !postgres
                        .query(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where query = 'listen sekisho_policy'"
                                + " or query = 'select version from policy_set'")
                        .isEmpty());
      }

      assertThat(status(sekisho, issuer.pass("grace"))).isEqualTo(403);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                String id = api(sekisho).allow("grace-local", Api.user("grace"), "127.0.0.1");
                try {
                  await()
                      .atMost(Duration.ofSeconds(15))
                      .until(() -> status(sekisho, issuer.pass("grace")) == 200);
                } finally {
                  api(sekisho).delete(id);
                }
              });
      assertThat(sekisho.output()).doesNotContain("is held by another replica");
    }
  }

  @Test
  void shouldFollowAChangeMadeOnAnotherReplica() {
    try (SekishoProcess one = sekisho("one").start();
        SekishoProcess two = sekisho("two").start()) {
      assertThat(status(two, issuer.pass("frank"))).isEqualTo(403);

      String id = api(one).allow("frank-local", Api.user("frank"), "127.0.0.1");
      await().atMost(PATIENCE).until(() -> status(two, issuer.pass("frank")) == 200);

      try (RawClient open = open(two, issuer.pass("frank"))) {
        api(one).delete(id);
        assertThat(open.rest()).as("cut on the other replica").isEmpty();
      }
      await().atMost(PATIENCE).until(() -> status(two, issuer.pass("frank")) == 403);
    }
  }

  @Test
  void shouldStartWithoutItsIssuerServeKnownPassesWithoutItAndHealByItself() {
    try (TestIssuer own = new TestIssuer();
        SekishoProcess sekisho = new SekishoProcess("issuer", postgres.jdbcUrl(), own.url())) {
      own.stop();
      sekisho.start();
      String pass = own.pass("alice");
      assertThat(status(sekisho, pass)).isEqualTo(503);

      own.start();
      await().atMost(PATIENCE).until(() -> status(sekisho, pass) == 200);

      own.stop();
      assertThat(status(sekisho, pass)).isEqualTo(200);
      assertThat(status(sekisho, own.pass("alice"))).as("by keys held").isEqualTo(200);
      assertThat(status(sekisho, own.expired("alice"))).isEqualTo(407);
    }
  }

  @Test
  void shouldNotStartUnderANameThatARunningReplicaHas() {
    try (SekishoProcess first = sekisho("twin").start();
        SekishoProcess second = sekisho("twin")) {
      assertThat(second.startInVain()).isNotZero();
      assertThat(second.output()).contains("another running replica is named twin");
      assertThat(first.isReady()).isTrue();
    }
  }

  private static int recordsOf(String node, String condition) {
    return postgres
        .query("select 1 from audit_record where node = '" + node + "' and " + condition)
        .size();
  }

  private static RawClient open(SekishoProcess sekisho) {
    return open(sekisho, issuer.pass("alice"));
  }

  private static RawClient open(SekishoProcess sekisho, String pass) {
    RawClient client =
        RawClient.connect(sekisho.proxyPort())
            .requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + pass);
    assertThat(client.head().status()).isEqualTo(200);
    return client;
  }

  private static RawClient.Response attempt(SekishoProcess sekisho) {
    try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
      return client
          .requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"))
          .head();
    }
  }

  private static int status(SekishoProcess sekisho, String pass) {
    try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
      return client
          .requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + pass)
          .head()
          .status();
    }
  }

  private static SekishoProcess sekisho(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url());
  }

  private static Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
