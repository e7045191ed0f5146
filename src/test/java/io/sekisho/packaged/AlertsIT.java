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
import io.sekisho.support.WebhookReceiver;
import io.sekisho.support.WebhookReceiver.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Alerts of replicas that run with a role of their own, of which the one that looks is killed in
 * the middle of what is to be found.
 */
class AlertsIT {

  private static final Duration A_MINUTE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String ROLE = "sekisho_app";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static WebhookReceiver receiver;

  @BeforeAll
  static void start() throws IOException {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    receiver = new WebhookReceiver();
    // Migrates, as the owner.
    try (SekishoProcess owner = new SekishoProcess("owner", postgres.jdbcUrl(), issuer.url())) {
      owner.with("SEKISHO_WATCH_ENABLED", "false").start();
      api(owner).allow("everyone-local", Api.anyone(), "127.0.0.1");
      owner.terminate();
      owner.exitStatus();
    }
    postgres.execute("create role " + ROLE + " login password 'secret'");
    postgres.execute(Files.readString(Path.of("deploy/jobs/migration/database-role.sql")));
  }

  @AfterAll
  static void stop() {
    receiver.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldFindWhatIsGoingOnWhenTheReplicaThatLooksIsKilled() {
    try (SekishoProcess one = sekisho("watch-one").start();
        SekishoProcess two = sekisho("watch-two").start()) {
      String first = "first-" + UUID.randomUUID();
      receiver.answer(503, 503);
      burst(two, first, 50);
      await()
          .atMost(A_MINUTE)
          .untilAsserted(
              () -> {
                assertThat(alerts(one, first)).hasSize(1);
                assertThat(taken(first)).hasSize(1);
              });
      assertThat(alerts(two, first)).isEqualTo(alerts(one, first));

      SekishoProcess leader = leads("watch-one") ? one : two;
      SekishoProcess other = leader == one ? two : one;
      String second = "second-" + UUID.randomUUID();
      burst(other, second, 40);
      await().atMost(A_MINUTE).until(AlertsIT::allIsShown);
      leader.kill();
      burst(other, second, 10);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(alerts(other, second)).hasSize(1);
                assertThat(taken(second)).hasSize(1);
              });
      assertThat(alerts(other, second).get(0).get("count")).isEqualTo(1);
      assertThat(alerts(other, first)).as("found again, raised once").hasSize(1);
      assertThat(taken(first)).hasSize(1);
      assertThat(
              api(other)
                  .auditor()
                  .queryParam("by", "user")
                  .get("/api/v1/audit/summary")
                  .statusCode())
          .as("by this role")
          .isEqualTo(200);
    }
  }

  /** Both at once, while nobody takes what they have to tell. */
  @Test
  void shouldTellWhatWasFoundBeforeACrash() {
    String user = "third-" + UUID.randomUUID();
    receiver.answerAlways(503);
    try (SekishoProcess one = sekisho("watch-three").start()) {
      burst(one, user, 50);
      await().atMost(PATIENCE).until(() -> !alerts(one, user).isEmpty());
      await()
          .atMost(A_MINUTE)
          .until(() -> receiver.received().stream().anyMatch(request -> isAbout(request, user)));
      one.kill();
    }
    assertThat(taken(user)).isEmpty();
    receiver.answer();
    try (SekishoProcess again = sekisho("watch-three").start()) {
      await().atMost(PATIENCE).until(() -> taken(user).size() == 1);
      assertThat(alerts(again, user)).hasSize(1);
      assertThat(taken(user).get(0).id()).isEqualTo(alerts(again, user).get(0).get("id"));
    }
  }

  @Test
  void shouldNotStartWithARuleThatIsNone() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "SEKISHO_WATCH_DENIALS_THRESHOLD", "sekisho.watch.denials.threshold",
                "SEKISHO_WATCH_WEBHOOK_URL", "sekisho.watch.webhook.url")
            .entrySet()) {
      try (SekishoProcess sekisho = sekisho("watch-wrong").with(wrong.getKey(), "0")) {
        assertThat(sekisho.startInVain()).isNotZero();
        assertThat(sekisho.output()).contains(wrong.getValue());
      }
    }
  }

  /** The position in the log is where the log is. */
  private static boolean allIsShown() {
    return postgres
        .query(
            "select 1 from audit_chain c join log_position p on p.chain = c.number"
                + " and p.follower = 'watch' where p.sequence < (select max(sequence) from"
                + " audit_record where chain = c.number)")
        .isEmpty();
  }

  private static boolean leads(String node) {
    return !postgres
        .query("select 1 from log_follower where name = 'watch' and holder like '" + node + "/%'")
        .isEmpty();
  }

  private static List<Map<String, Object>> alerts(SekishoProcess sekisho, String user) {
    return api(sekisho)
        .auditor()
        .queryParam("user", user)
        .get("/api/v1/alerts")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items");
  }

  private static List<Received> taken(String user) {
    return receiver.taken().stream().filter(request -> isAbout(request, user)).toList();
  }

  private static boolean isAbout(Received request, String user) {
    return user.equals(request.json().getString("data.user"));
  }

  private static void burst(SekishoProcess sekisho, String user, int number) {
    String pass = issuer.pass(user);
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      RawClient.Response refusal =
          RawClient.connect(sekisho.proxyPort())
              .requestTunnel("denied.example:443", "Proxy-Authorization: Bearer " + pass)
              .refusal();
      assertThat(refusal.status()).isEqualTo(403);
      refused.add(JsonPath.from(refusal.body()).getString("instance"));
    }
    assertThat(refused).doesNotHaveDuplicates();
  }

  private static SekishoProcess sekisho(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url())
        .with("QUARKUS_DATASOURCE_USERNAME", ROLE)
        .with("QUARKUS_DATASOURCE_PASSWORD", "secret")
        .with("QUARKUS_FLYWAY_USERNAME", "postgres")
        .with("QUARKUS_FLYWAY_PASSWORD", "postgres")
        .with("SEKISHO_WATCH_WEBHOOK_URL", receiver.url());
  }

  private static Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
