package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What only the packaged application shows: its real ports, the tables it brings, its complaints.
 */
class DestinationIT {

  private static PostgresServer postgres;
  private static TestIssuer issuer;

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
  }

  @AfterAll
  static void stop() {
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldKnowItsPortsAndInternationalizedNames() {
    try (SekishoProcess sekisho = sekisho().start()) {
      Api api = new Api(sekisho.apiUrl(), issuer.pass("adam", "sekisho-admin"), "");
      api.allow("alice-local", Api.user("alice"), "127.0.0.1");
      api.allow("alice-far", Api.user("alice"), "*.b\u00fccher.example");
      await().until(() -> api.policyVersion(sekisho.managementUrl()) >= 2);
      List<Integer> ports =
          List.of(
              sekisho.proxyPort(),
              URI.create(sekisho.apiUrl()).getPort(),
              URI.create(sekisho.managementUrl()).getPort());

      for (int port : ports) {
        assertThat(proxyStatus(sekisho, "127.0.0.1:" + port)).contains("proxy_loop_detected");
      }
      // Allowed, so that what becomes of it is up to the name servers.
      assertThat(proxyStatus(sekisho, "a.xn--bcher-kva.example:443")).contains("error=dns_");
      assertThat(proxyStatus(sekisho, "a.xn--wca.example:443")).contains("http_request_error");
    }
  }

  @Test
  void shouldNotStartWithAPrefixThatIsNone() {
    try (SekishoProcess sekisho =
        sekisho().with("SEKISHO_EGRESS_NAT64_PREFIXES", "2001:db8::/95")) {
      assertThat(sekisho.startInVain()).isNotZero();
      assertThat(sekisho.output()).contains("sekisho.egress.nat64-prefixes: 2001:db8::/95: ");
    }
  }

  private static String proxyStatus(SekishoProcess sekisho, String authority) {
    try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
      Response response =
          client
              .requestTunnel(authority, "Proxy-Authorization: Bearer " + issuer.pass("alice"))
              .refusal();
      return response.field("Proxy-Status").orElseThrow();
    }
  }

  private static SekishoProcess sekisho() {
    // No name server answers there.
    return new SekishoProcess("destination", postgres.jdbcUrl(), issuer.url())
        .with("SEKISHO_EGRESS_DNS_SERVERS", "127.0.0.1:9")
        .with("SEKISHO_EGRESS_DNS_TIMEOUT", "1s");
  }
}
