package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limits of a policy over two replicas, and how exact they are. */
class LimitsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess one;
  private static SekishoProcess two;
  private static Api api;

  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    one = new SekishoProcess("limits-one", postgres.jdbcUrl(), issuer.url()).start();
    two = new SekishoProcess("limits-two", postgres.jdbcUrl(), issuer.url()).start();
    api =
        new Api(
            one.apiUrl(),
            issuer.pass("adam", "sekisho-admin"),
            issuer.pass("audrey", "sekisho-auditor"));
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
  void cleanUp() {
    clients.forEach(RawClient::close);
  }

  @Test
  void shouldOpenExactlySoManyTunnelsAtOneTimeHoweverManyAskAtOnce() throws Exception {
    limited("anna", Map.of("concurrentTunnels", 5));
    awaitPolicies();

    List<Integer> statuses = all(16, i -> connect(i % 2 == 0 ? one : two, "anna"));

    assertThat(statuses.stream().filter(status -> status == 200).count())
        .as("opened of %s", statuses)
        .isEqualTo(5);
    assertThat(statuses).containsOnly(200, 429);
  }

  @Test
  void shouldGivePlacesBackWhenTheReplicaThatHeldThemDies() throws Exception {
    limited("ben", Map.of("concurrentTunnels", 2));
    try (SekishoProcess doomed =
        new SekishoProcess("limits-doomed", postgres.jdbcUrl(), issuer.url()).start()) {
      assertThat(connect(doomed, "ben")).isEqualTo(200);
      assertThat(connect(doomed, "ben")).isEqualTo(200);
      assertThat(connect(one, "ben")).isEqualTo(429);

      doomed.kill();
    }
    await().atMost(PATIENCE).until(() -> connect(one, "ben") == 200);
    assertThat(connect(two, "ben")).isEqualTo(200);
    assertThat(connect(one, "ben")).isEqualTo(429);
  }

  @Test
  void shouldOpenNoMoreThanAllowedWithinAMinute() throws Exception {
    limited("cleo", Map.of("connectsPerMinute", 6));
    awaitPolicies();

    List<Integer> statuses = all(30, i -> connect(i % 2 == 0 ? one : two, "cleo"));

    // A minute may have begun meanwhile, and the one before does not count for all of it then.
    assertThat(statuses.stream().filter(status -> status == 200).count())
        .as("opened of %s", statuses)
        .isBetween(6L, 8L);
  }

  @Test
  void shouldShareTheBytesOfADay() throws Exception {
    int most = 1_000_000;
    long bytesPerSecond = 200_000;
    limited("dora", Map.of("bytesPerDay", most, "bitsPerSecond", 8 * bytesPerSecond));
    awaitPolicies();
    RawClient here = open(one, "dora");
    RawClient there = open(two, "dora");

    // Each goes on until its tunnel is closed; neither alone has a day's bytes to spend.
    long relayed =
        all(2, i -> echoUntilClosed(i == 0 ? here : there)).stream()
            .mapToLong(Integer::longValue)
            .sum();

    // Apart, each would have relayed all of it. Twice, as what was sent came back too.
    assertThat(2.0 * relayed).as("bytes").isLessThan(most + 2 * (2 * bytesPerSecond));
    await().atMost(PATIENCE).until(() -> counted("dora") >= most);
    assertThat(connect(one, "dora")).isEqualTo(429);
    assertThat(connect(two, "dora")).isEqualTo(429);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                postgres
                    .query(
                        "select count(*) from audit_record where kind = 'closed'"
                            + " and close_reason = 'quota'")
                    .equals(List.of("2")));
  }

  @Test
  void shouldDivideTheRate() throws Exception {
    long bytesPerSecond = 200_000;
    int length = 300_000;
    limited("emil", Map.of("bitsPerSecond", 8 * bytesPerSecond));
    awaitPolicies();
    RawClient here = open(one, "emil");
    RawClient there = open(two, "emil");

    long start = System.nanoTime();
    all(2, i -> echo(i == 0 ? here : there, length));
    double seconds = (System.nanoTime() - start) / 1e9;

    // Saved up on both, a read of each in debt, and a second until both know of each other.
    double atOnce = 2 * (0.1 * bytesPerSecond + 65_536) + bytesPerSecond;
    assertThat(2.0 * length).as("in %s s", seconds).isLessThan(atOnce + bytesPerSecond * seconds);
  }

  private interface Client {
    int run(int number);
  }

  /** Runs so many at one time. */
  private static List<Integer> all(int count, Client client) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<Integer>> running =
        IntStream.range(0, count).mapToObj(i -> threads.submit(() -> client.run(i))).toList();
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> result : running) {
      results.add(result.get(120, TimeUnit.SECONDS));
    }
    threads.shutdown();
    return results;
  }

  private static int echo(RawClient client, int length) {
    client.send("x".repeat(length));
    return client.readText(length).length();
  }

  private static int echoUntilClosed(RawClient client) {
    int relayed = 0;
    try {
      while (relayed < 10_000_000) {
        relayed += echo(client, 1_000);
      }
    } catch (RuntimeException closed) {
      return relayed;
    }
    throw new AssertionError("never closed");
  }

  private static long counted(String user) {
    return Long.parseLong(
        postgres.query("select bytes from limit_usage where user_name = '" + user + "'").stream()
            .findFirst()
            .orElse("0"));
  }

  private static void limited(String user, Map<String, Object> limits) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                "limit-" + user,
                "allow",
                List.of(Api.user(user)),
                Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))));
    policy.put("limits", limits);
    api.create(policy);
  }

  private static void awaitPolicies() {
    String version = api.admin().get("/api/v1/policies/export").header("ETag").replace("\"", "");
    for (SekishoProcess replica : List.of(one, two)) {
      await()
          .atMost(PATIENCE)
          .until(() -> api.policyVersion(replica.managementUrl()) >= Long.parseLong(version));
    }
  }

  private RawClient open(SekishoProcess replica, String user) {
    RawClient client = request(replica, user);
    assertThat(client.head().status()).isEqualTo(200);
    return client;
  }

  private int connect(SekishoProcess replica, String user) {
    return request(replica, user).head().status();
  }

  private RawClient request(SekishoProcess replica, String user) {
    RawClient client = RawClient.connect(replica.proxyPort());
    synchronized (clients) {
      clients.add(client);
    }
    return client.requestTunnel(
        echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass(user));
  }
}
