package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.StubParent;
import io.sekisho.support.Target;
import io.sekisho.support.TestCertificates;
import io.sekisho.support.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tunnels through a parent proxy. */
class ChainIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
  }

  @AfterAll
  static void stop() {
    echo.close();
    issuer.close();
    postgres.close();
  }

  /** Both share the policies: alice comes to the first, and it goes to the second as "gate". */
  @Test
  void shouldLeadThroughASecondSekisho() {
    try (SekishoProcess second = sekisho("second").with("SEKISHO_PROXY_REALM", "second").start();
        SekishoProcess first =
            sekisho("first")
                .with("SEKISHO_EGRESS_PARENT", "http://localhost:" + second.proxyPort())
                .with("SEKISHO_EGRESS_PARENT_AUTHORIZATION", "Bearer " + issuer.pass("gate"))
                .start()) {
      assertThat(first.output()).contains("sekisho.egress.parent").doesNotContain("Bearer");
      Api api = api(first);
      api.allow("gate-out", Api.user("gate"), "localhost");
      String allowing = api.allow("alice-out", Api.user("alice"), "localhost");
      api.create(
          Api.policy(
              "carol-by-address",
              "allow",
              List.of(Api.user("carol")),
              Map.of("cidr", "127.0.0.0/8", "ports", List.of("1-65535"))));
      awaitPolicies(first, second);

      tunnelThrough(api, first, allowing);
      shouldDecideByNameAlone(first);
      shouldTellWhatTheSecondAnswered(first);
      first.terminate();
      assertThat(first.exitStatus()).isZero();
      assertThat(first.output()).doesNotContain("Bearer");
    }
  }

  private static void tunnelThrough(Api api, SekishoProcess first, String allowing) {
    try (RawClient client = request(first, "localhost:" + echo.port(), issuer.pass("alice"))) {
      RawClient.Response opened = client.head();
      assertThat(opened.status()).isEqualTo(200);
      client.send("ping");
      assertThat(client.readText(4)).isEqualTo("ping");

      UUID id = UUID.fromString(opened.field("Sekisho-Tunnel").orElseThrow());
      JsonPath record = api.tunnel(id);
      assertThat(record.getString("policy")).isEqualTo("alice-out");
      assertThat(record.getString("address")).isNull();
      assertThat(record.getString("dialled[0].address")).isEqualTo("127.0.0.1");
      assertThat(record.getString("dialled[0].outcome")).isEqualTo("connected");
      assertThat(record.getString("dialled[0].parent")).startsWith("localhost:");
      assertThat(
              postgres.query(
                  "select user_name from audit_record where node = 'second' and kind = 'opened'"
                      + " and host = 'localhost' and address = '127.0.0.1' and dialled is null"))
          .containsExactly("gate");

      // A change that is about something else leaves the tunnel open, whose address nobody knows.
      api.delete(api.allow("else", Api.user("erin"), "else.example"));
      awaitPolicies(first);
      client.send("pong");
      assertThat(client.readText(4)).isEqualTo("pong");

      api.delete(allowing);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(api.tunnel(id).getString("closeReason")).isEqualTo("policy_revoked"));
    }
  }

  private static void shouldDecideByNameAlone(SekishoProcess first) {
    RawClient.Response byName = refusal(first, "localhost:" + echo.port(), "carol");

    assertThat(byName.status()).isEqualTo(403);
  }

  /** An address is judged here as ever, and is allowed; the second does not allow it. */
  private static void shouldTellWhatTheSecondAnswered(SekishoProcess first) {
    RawClient.Response byAddress = refusal(first, "127.0.0.1:" + echo.port(), "carol");

    assertThat(byAddress.status()).isEqualTo(502);
    assertThat(byAddress.field("Proxy-Status").orElseThrow())
        .startsWith(
            "sekisho; error=connection_refused; received-status=403; next-hop=\"localhost:");
  }

  @Test
  void shouldEndALoop() {
    SekishoProcess sekisho = sekisho("ring");
    try (sekisho) {
      sekisho
          .with("SEKISHO_EGRESS_PARENT", "http://127.0.0.1:" + sekisho.proxyPort())
          .with("SEKISHO_EGRESS_PARENT_AUTHORIZATION", "Bearer " + issuer.pass("dora"))
          .start();
      api(sekisho).allow("dora-out", Api.user("dora"), "a.example");
      awaitPolicies(sekisho);

      RawClient.Response response = refusal(sekisho, "a.example:443", "dora");

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.field("Proxy-Status").orElseThrow()).contains("received-status=502");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          postgres.query(
                              "select error from audit_record where node = 'ring'"
                                  + " order by attempted_at desc"))
                      .containsExactly("proxy_loop_detected", "connection_refused"));
    }
  }

  @Test
  void shouldTrustAParentByATlsConfiguration() {
    TestCertificates certificates = new TestCertificates();
    SSLContext parentTls = certificates.showing(certificates.issue("parent", "dns:localhost"));
    try (StubParent parent = StubParent.saying("HTTP/1.1 200 OK\r\n\r\n220 hello", parentTls);
        SekishoProcess sekisho =
            sekisho("secured")
                .with("SEKISHO_EGRESS_PARENT", "https://localhost:" + parent.port())
                .with("SEKISHO_EGRESS_PARENT_TLS_CONFIGURATION", "parent")
                .with(
                    "QUARKUS_TLS_PARENT_TRUST_STORE_PEM_CERTS",
                    certificates.authorityPem().toString())
                .start()) {
      api(sekisho).allow("frank-out", Api.user("frank"), "a.example");
      awaitPolicies(sekisho);

      try (RawClient client = request(sekisho, "a.example:25", issuer.pass("frank"))) {
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.readText(9)).isEqualTo("220 hello");
        client.send("ping");
        assertThat(client.readText(4)).isEqualTo("ping");
        // The end goes to the parent as close_notify; only then does it end its own direction.
        client.send("last").finish();
        assertThat(client.rest()).asString().isEqualTo("last");
      }
      assertThat(parent.nextHead())
          .startsWith("CONNECT a.example:25 HTTP/1.1\r\n")
          .doesNotContain("Proxy-Authorization");
    }
  }

  @Test
  void shouldNotStartWithAParentOrADelayThatCannotBe() {
    try (SekishoProcess sekisho = sekisho("hasty").with("SEKISHO_EGRESS_ATTEMPT_DELAY", "1ms")) {
      assertThat(sekisho.startInVain()).isNotZero();
      assertThat(sekisho.output()).contains("sekisho.egress.attempt-delay");
    }
    try (SekishoProcess sekisho =
        sekisho("lost").with("SEKISHO_EGRESS_PARENT", "http://u:hunter2@localhost:1")) {
      assertThat(sekisho.startInVain()).isNotZero();
      assertThat(sekisho.output())
          .contains("sekisho.egress.parent-authorization")
          .doesNotContain("hunter2");
    }
  }

  private static RawClient request(SekishoProcess sekisho, String authority, String pass) {
    return RawClient.connect(sekisho.proxyPort())
        .requestTunnel(authority, "Proxy-Authorization: Bearer " + pass);
  }

  private static RawClient.Response refusal(SekishoProcess sekisho, String authority, String user) {
    try (RawClient client = request(sekisho, authority, issuer.pass(user))) {
      return client.refusal();
    }
  }

  /** Until each decides by what was written last. */
  private static void awaitPolicies(SekishoProcess... processes) {
    long version = Long.parseLong(postgres.query("select version from policy_set").get(0));
    for (SekishoProcess sekisho : processes) {
      await()
          .atMost(PATIENCE)
          .until(() -> api(sekisho).policyVersion(sekisho.managementUrl()) >= version);
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
