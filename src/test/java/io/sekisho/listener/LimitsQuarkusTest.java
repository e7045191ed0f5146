package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.Ports;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a policy lets each of its users use. */
@QuarkusTest
class LimitsQuarkusTest extends RunningSekisho {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Target echo;
  private String user;

  @BeforeEach
  void start() {
    echo = Target.echo();
    user = "user-" + UUID.randomUUID();
  }

  @AfterEach
  void stop() {
    echo.close();
  }

  @Test
  void shouldOpenSoManyTunnelsAtOneTime() {
    limited(Map.of("concurrentTunnels", 2));
    Opened first = open(user, echo.authority());
    open(user, echo.authority());

    RawClient.Response third = refusal();
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.field("Proxy-Status").orElseThrow())
        .contains("error=connection_limit_reached")
        .contains("allows 2 tunnels at one time");
    assertThat(third.field("Retry-After")).contains("60");
    JsonPath record = refused(third);
    assertThat(record.getString("decision")).isEqualTo("deny");
    assertThat(record.getString("policy")).isNotNull();

    first.client().close();
    await().atMost(PATIENCE).until(() -> connect().status() == 200);
  }

  @Test
  void shouldGiveTheirPlaceBackWhenNoTunnelComesOfIt() {
    limited(Map.of("concurrentTunnels", 1));
    String nobody = "127.0.0.1:" + Ports.free();
    for (int i = 0; i < 5; i++) {
      assertThat(connectTo(nobody).status()).as("attempt %d", i).isEqualTo(502);
    }
    assertThat(connect().status()).isEqualTo(200);
  }

  @Test
  void shouldOpenSoManyTunnelsAMinute() {
    limited(Map.of("connectsPerMinute", 3));
    int opened = 0;
    while (opened < 10 && connect().status() == 200) {
      opened++;
    }
    // A minute may have begun between two of them, and brought room for more.
    assertThat(opened).isBetween(3, 5);

    RawClient.Response last = refusal();
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.body()).contains("allows 3 tunnels a minute");
    assertThat(Integer.parseInt(last.field("Retry-After").orElseThrow())).isBetween(1, 120);
  }

  @Test
  void shouldEndATunnelWithTheBytesOfTheDay() {
    limited(Map.of("bytesPerDay", 100_000));
    Opened tunnel = open(user, echo.authority());
    tunnel.client().send("x".repeat(40_000));
    assertThat(tunnel.client().readText(40_000)).hasSize(40_000);
    tunnel.client().send("x".repeat(40_000));
    tunnel.client().rest();

    assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("quota");
    RawClient.Response next = refusal();
    assertThat(next.status()).isEqualTo(429);
    assertThat(next.body()).contains("allows 100000 bytes a day");
    assertThat(Integer.parseInt(next.field("Retry-After").orElseThrow())).isBetween(1, 86_400);
  }

  @Test
  void shouldLetBytesFlowNoFasterThanAllowedInEitherDirection() {
    long bytesPerSecond = 100_000;
    limited(Map.of("bitsPerSecond", bytesPerSecond * 8));
    Opened one = open(user, echo.authority());
    Opened other = open(user, echo.authority());

    long start = System.nanoTime();
    one.client().send("x".repeat(60_000));
    other.client().send("x".repeat(60_000));
    assertThat(one.client().readText(60_000)).hasSize(60_000);
    assertThat(other.client().readText(60_000)).hasSize(60_000);
    double seconds = (System.nanoTime() - start) / 1e9;

    // What is saved up, and what the last read of each tunnel took in debt.
    long atOnce = bytesPerSecond / 10 + 2 * 65_536;
    assertThat(120_000.0).as("in %s s", seconds).isLessThan(atOnce + bytesPerSecond * seconds);
    assertThat(closedAfter(one)).isEqualTo("client_closed");
  }

  @Test
  void shouldObeyANewLimitOnAnOpenTunnel() {
    String id = limited(Map.of());
    Opened tunnel = open(user, echo.authority());
    tunnel.client().send("before");
    assertThat(tunnel.client().readText(6)).isEqualTo("before");
    long before = policies.newest().orElseThrow().version();
    Map<String, Object> policy = new HashMap<>(policy(Map.of("bytesPerDay", 10)));
    policy.put("name", api.admin().get("/api/v1/policies/" + id).jsonPath().getString("name"));
    api.admin().body(policy).put("/api/v1/policies/" + id).then().statusCode(200);
    await().atMost(PATIENCE).until(() -> policies.newest().orElseThrow().version() > before);

    tunnel.client().send("0123456789");
    tunnel.client().rest();

    assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("quota");
  }

  private String closedAfter(Opened tunnel) {
    tunnel.client().close();
    return closed(tunnel.id()).getString("closeReason");
  }

  private RawClient.Response connect() {
    return connectTo(echo.authority());
  }

  private RawClient.Response refusal() {
    return client().requestTunnel(echo.authority(), bearer(issuer.pass(user))).refusal();
  }

  private RawClient.Response connectTo(String authority) {
    return client().requestTunnel(authority, bearer(issuer.pass(user))).head();
  }

  private String limited(Map<String, Object> limits) {
    return apply(policy(limits));
  }

  private Map<String, Object> policy(Map<String, Object> limits) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                "p-" + UUID.randomUUID(),
                "allow",
                List.of(Api.user(user)),
                Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))));
    policy.put("limits", limits);
    return policy;
  }
}
