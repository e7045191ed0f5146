package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.destination.Host;
import io.sekisho.support.NameServer;
import io.sekisho.support.TestConfig;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameResolverTest {

  private final Vertx vertx = Vertx.vertx();
  private NameResolver resolver;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldGiveAllAddressesOfANameAndAskOnlyOnceWhileTheyLast() {
    try (NameServer server =
        NameServer.knowing(Map.of("a.example", List.of("192.0.2.1", "192.0.2.2")))) {
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1", "192.0.2.2");
      int asked = server.asked();
      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1", "192.0.2.2");
      assertThat(server.asked()).isEqualTo(asked);
    }
  }

  @Test
  void shouldNameTheResponseCodeOfANameThatIsNotThere() {
    try (NameServer server = NameServer.knowing(Map.of())) {
      use(server);

      assertThat(resolve("b.example")).isEqualTo(new Resolution.NotResolved("NXDOMAIN"));
    }
  }

  @Test
  void shouldNotWaitForeverForASilentServer() {
    try (NameServer server = NameServer.silent()) {
      use(server);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.TimedOut());
      assertThat(server.asked()).isPositive();
    }
  }

  @Test
  void shouldAskTheNextServerWhenOneIsSilent() {
    try (NameServer silent = NameServer.silent();
        NameServer second = NameServer.knowing(Map.of("a.example", List.of("192.0.2.1")))) {
      use(silent, second);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1");
    }
  }

  @Test
  void shouldTakeAnAddressForItself() {
    try (NameServer server = NameServer.knowing(Map.of())) {
      use(server);

      assertThat(addresses(resolve("192.0.2.9"))).containsExactly("192.0.2.9");
      assertThat(server.asked()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,            192.0.2.1,   53",
    "192.0.2.1:5353,       192.0.2.1,   5353",
    "2001:db8::1,          2001:db8::1, 53",
    "[2001:db8::1]:5353,   2001:db8::1, 5353",
  })
  void shouldReadConfiguredServers(String text, String address, int port) {
    assertThat(DnsServers.parse(List.of(text)))
        .singleElement()
        .satisfies(
            server -> {
              assertThat(Host.format(server.getAddress())).isEqualTo(address);
              assertThat(server.getPort()).isEqualTo(port);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.example", "192.0.2.1:0", "192.0.2", ""})
  void shouldNameTheKeyOfAServerThatCannotBeUsed(String text) {
    assertThatThrownBy(() -> DnsServers.parse(List.of(text)))
        .hasMessageContaining("sekisho.egress.dns.servers");
  }

  private void use(NameServer... servers) {
    var config =
        TestConfig.with(
            Map.of(
                "sekisho.egress.dns.timeout",
                "2s",
                "sekisho.egress.dns.servers",
                Stream.of(servers).map(NameServer::address).collect(Collectors.joining(","))));
    CompletableFuture<NameResolver> made = new CompletableFuture<>();
    vertx.runOnContext(go -> made.complete(new NameResolver(vertx, config.egress().dns())));
    resolver = made.join();
  }

  private Resolution resolve(String host) {
    CompletableFuture<Resolution> resolution = new CompletableFuture<>();
    vertx.runOnContext(
        go -> resolver.resolve(Host.parse(host), "alice").onSuccess(resolution::complete));
    return resolution.join();
  }

  private static List<String> addresses(Resolution resolution) {
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution)
        .addresses().stream().map(InetAddress::getHostAddress).toList();
  }
}
