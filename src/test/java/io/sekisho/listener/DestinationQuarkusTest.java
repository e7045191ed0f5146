package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.NameServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tunnels may not lead, whatever spelling or form of address leads there. */
@QuarkusTest
@TestProfile(DestinationQuarkusTest.Names.class)
class DestinationQuarkusTest extends RunningSekisho {

  /** Names of its own, and a translator under a prefix that has an address on this machine. */
  public static class Names implements QuarkusTestProfile {

    private static final NameServer SERVER =
        NameServer.knowing(
            Map.of(
                "inside.example", List.of("127.0.0.1"),
                "denied.example", List.of("192.0.2.9"),
                "empty.example", List.of(),
                "xn--bcher-kva.example", List.of("127.0.0.1")));

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "sekisho.egress.dns.servers", SERVER.address(),
          "sekisho.egress.nat64-prefixes", "::/96",
          "sekisho.egress.own-addresses", "127.9.9.9:4443",
          "sekisho.egress.permitted-special-ranges", "127.0.0.0/8,::1/128,0.0.0.1/32");
    }
  }

  /** Else whoever may not go there could still find out what there is. */
  @Test
  void shouldAnswerTheSameWhetherADeniedNameExistsOrNot() {
    String caller = user();
    apply(
        Api.policy(
            "p-" + UUID.randomUUID(), "allow", List.of(Api.user(caller)), cidr("192.0.2.0/24")));
    apply(Api.policy("secret", "deny", List.of(Api.anyone()), cidr("192.0.2.8/29")));

    Response inside = refusal(caller, "inside.example:443");
    Response denied = refusal(caller, "denied.example:443");
    Response empty = refusal(caller, "empty.example:443");
    Response missing = refusal(caller, "missing.example:443");

    assertThat(inside.status()).isEqualTo(403);
    assertThat(inside.field("Proxy-Status").orElseThrow())
        .isEqualTo(
            "sekisho; error=http_request_denied; details=\"no policy allows this destination\"");
    assertThat(List.of(denied, empty, missing))
        .extracting(DestinationQuarkusTest::masked)
        .containsOnly(masked(inside));

    assertDenied(inside, "no policy allows this destination", null);
    assertDenied(denied, "no policy allows this destination: denied by policy secret", "secret");
    assertDenied(
        missing, "no policy allows this destination: the name does not resolve: NXDOMAIN", null);
    assertThat(refused(empty).getString("reason")).contains("the name does not resolve");
  }

  @Test
  void shouldTellThatANameDoesNotResolveToWhomItIsAllowed() {
    String caller = user();
    allow(Api.user(caller), "missing.example");

    Response response = refusal(caller, "missing.example:443");

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.field("Proxy-Status").orElseThrow())
        .contains("error=dns_error; rcode=\"NXDOMAIN\"");
  }

  @Test
  void shouldTellOfALiteralWhichPolicyDeniesIt() {
    String caller = user();
    apply(
        Api.policy(
            "p-" + UUID.randomUUID(), "allow", List.of(Api.user(caller)), cidr("192.0.2.0/24")));
    apply(Api.policy("no-nine", "deny", List.of(Api.anyone()), cidr("192.0.2.9/32")));

    assertThat(refusal(caller, "192.0.2.9:443").field("Proxy-Status").orElseThrow())
        .contains("denied by policy no-nine");
  }

  @Test
  void shouldFollowAPolicyInTheLettersOfItsAuthor() {
    String caller = user();
    allow(Api.user(caller), "B\u00fccher\u3002example");
    try (Target target = Target.echo()) {
      Opened tunnel = open(caller, "XN--bcher-kva.example:" + target.port());
      tunnel.client().close();

      assertThat(closed(tunnel.id()).getString("host")).isEqualTo("xn--bcher-kva.example");
      assertThat(
              api.auditor()
                  .queryParam("user", caller)
                  .queryParam("host", "b\u00fccher.EXAMPLE")
                  .get("/api/v1/tunnels")
                  .jsonPath()
                  .getList("items.id", String.class))
          .containsExactly(tunnel.id().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b\u00fccher.example:443", "xn--wca.example:443", "[::ffff:0177.0.0.1]:443"})
  void shouldRefuseASpellingThatHasNoOneMeaning(String authority) {
    Response response = refusal(user(), authority);

    assertThat(response.status()).isEqualTo(400);
    assertThat(refused(response).getString("host")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2001:db8::5efe:127.0.0.1"})
  void shouldProhibitALiteralThatCarriesAProhibitedAddress(String address) {
    String caller = user();
    allow(Api.user(caller), address);

    Response response = refusal(caller, "[" + address + "]:443");

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.field("Proxy-Status").orElseThrow())
        .contains("error=destination_ip_prohibited");
  }

  @Test
  void shouldCutATunnelWhenAChangeDeniesWhatItsAddressCarries() throws Exception {
    String caller = user();
    allow(Api.user(caller), "::1");
    try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      Opened tunnel = open(caller, "[::1]:" + target.getLocalPort());

      // By the site's prefix, ::1 is how 0.0.0.1 is reached.
      apply(Api.policy("no-one", "deny", List.of(Api.user(caller)), cidr("0.0.0.1/32")));

      assertThat(tunnel.client().rest()).isEmpty();
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("policy_revoked");
    }
  }

  @Test
  void shouldSeeALoopOnEveryPortThatItWasGiven() throws IOException {
    String caller = user();
    List<Integer> ports =
        List.of(
            proxy.port(),
            RestAssured.port,
            ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class));
    for (String address : List.of("127.0.0.1", "127.3.2.1")) {
      allow(Api.user(caller), address);
      for (int port : ports) {
        try (Socket listening = new Socket("127.0.0.1", port)) {
          assertThat(listening.isConnected()).as("port %d is one of ours", port).isTrue();
        }
        assertLoop(refusal(caller, address + ":" + port));
      }
    }
  }

  @Test
  void shouldSeeALoopThroughAnAddressElsewhere() {
    String caller = user();
    allow(Api.user(caller), "127.9.9.9");

    assertLoop(refusal(caller, "127.9.9.9:4443"));
    assertThat(refusal(caller, "127.9.9.9:4444").field("Proxy-Status").orElseThrow())
        .contains("error=connection_refused");
  }

  private void assertLoop(Response response) {
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.field("Proxy-Status").orElseThrow()).contains("error=proxy_loop_detected");
  }

  private void assertDenied(Response response, String reason, String policy) {
    JsonPath record = refused(response);
    assertThat(record.getString("decision")).isEqualTo("deny");
    assertThat(record.getInt("status")).isEqualTo(403);
    assertThat(record.getString("error")).isEqualTo("http_request_denied");
    assertThat(record.getString("reason")).isEqualTo(reason);
    assertThat(record.getString("policy")).isEqualTo(policy);
    assertThat(record.getLong("policyVersion")).isPositive();
  }

  private Response refusal(String caller, String authority) {
    try (RawClient client = client()) {
      return client.requestTunnel(authority, bearer(issuer.pass(caller))).refusal();
    }
  }

  private static String masked(Response response) {
    return (response.head() + response.body()).replaceAll("urn:uuid:[0-9a-f-]{36}", "urn:uuid:…");
  }

  private static Map<String, Object> cidr(String block) {
    return Map.of("cidr", block, "ports", List.of("1-65535"));
  }

  private static String user() {
    return "user-" + UUID.randomUUID();
  }
}
