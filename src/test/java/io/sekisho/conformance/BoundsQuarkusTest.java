package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sekisho.support.Api;
import io.sekisho.support.NameServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What needs small limits, or a name server of its own. */
@QuarkusTest
@TestProfile(BoundsQuarkusTest.Small.class)
@DisplayName("Bounds, and names that do not resolve")
class BoundsQuarkusTest extends ConnectSuite {

  private static final int ALL = 6;
  private static final int WITHOUT_TUNNEL = 3;

  private final List<AutoCloseable> opened = new ArrayList<>();

  public static final class Small implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "sekisho.proxy.max-connections", Integer.toString(ALL),
          "sekisho.proxy.max-unauthenticated-per-source", Integer.toString(WITHOUT_TUNNEL),
          "sekisho.proxy.head-timeout", "60s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(Names.class));
    }
  }

  /** Knows one name. */
  public static final class Names implements QuarkusTestResourceLifecycleManager {

    private NameServer server;

    @Override
    public Map<String, String> start() {
      server = NameServer.knowing(Map.of("target.example", List.of("127.0.0.1")));
      return Map.of("sekisho.egress.dns.servers", server.address());
    }

    @Override
    public void stop() {
      server.close();
    }
  }

  @AfterEach
  void closeOpened() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @Test
  @DisplayName(
      "RFC 9209 §2.3: one connection without a tunnel too many is connection_limit_reached")
  void connectionsWithoutTunnel() {
    for (int i = 0; i < WITHOUT_TUNNEL; i++) {
      silent();
    }
    assertLimitReached();
  }

  @Test
  @DisplayName("RFC 9110 §15.6.4: who is within the limit again is served again")
  void withinAgain() {
    List<RawClient> silent = new ArrayList<>();
    for (int i = 0; i < WITHOUT_TUNNEL; i++) {
      silent.add(silent());
    }
    assertLimitReached();
    silent.forEach(RawClient::close);
    awaitServed();
  }

  @Test
  @DisplayName("RFC 9209 §2.3: one connection in all too many is connection_limit_reached")
  void connections() {
    awaitServed();
    for (int i = 0; i < ALL; i++) {
      opened.add(awaitTunnel());
    }
    assertLimitReached();
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: a connection that became a tunnel is none without a tunnel")
  void tunnelsDoNotCount() {
    for (int i = 0; i <= WITHOUT_TUNNEL; i++) {
      opened.add(awaitTunnel());
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: the target may be a name")
  void name() throws Exception {
    allow(Api.user("alice"), "target.example");
    awaitServed();
    try (Ends tunnel = tunnel(connectTo("Target.Example.:" + target.port(), pass()) + "hello")) {
      assertThat(tunnel.serverReads(5)).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("RFC 9209 §2.3: a name that does not resolve is a dns_error with its rcode")
  void dnsError() {
    allow(Api.user("alice"), "nowhere.example");
    awaitServed();
    Response answer = refusal(connectTo("nowhere.example:443", pass()));
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.field("Proxy-Status").orElseThrow())
        .startsWith("sekisho; error=dns_error; rcode=\"NXDOMAIN\"; details=\"");
  }

  @Test
  @DisplayName("RFC 9209 §4: a stranger does not learn whether a name exists")
  void existenceOfNames() {
    awaitServed();
    assertThat(refusal(connectTo("nowhere.example:443", NO_PASS)).status()).isEqualTo(407);
    assertThat(refusal(connectTo("target.example:443", NO_PASS)).status()).isEqualTo(407);
  }

  /** A connection that says nothing. */
  private RawClient silent() {
    RawClient client = client();
    opened.add(client);
    return client;
  }

  /** Connections of tests before may still be counted, so the limit is awaited from both sides. */
  private void assertLimitReached() {
    await()
        .untilAsserted(
            () -> {
              try (RawClient client = client()) {
                Response answer = client.head();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).isPresent();
                assertThat(answer.field("Connection")).contains("close");
                assertThat(answer.field("Proxy-Status").orElseThrow())
                    .startsWith("sekisho; error=connection_limit_reached; details=\"");
              }
            });
  }

  private void awaitServed() {
    await().until(() -> answer(connect(NO_PASS)) == 407);
  }

  /** A connection that is closing is counted until it is closed. */
  private Ends awaitTunnel() {
    return await()
        .ignoreExceptions()
        .until(
            () -> {
              RawClient client = client().send(connect(pass()));
              Response answer = client.head();
              if (answer.status() != 200) {
                client.close();
                return null;
              }
              return new Ends(client, answer, target.nextConnection());
            },
            Objects::nonNull);
  }

  private int answer(String octets) {
    try (RawClient client = client()) {
      return client.send(octets).head().status();
    }
  }
}
