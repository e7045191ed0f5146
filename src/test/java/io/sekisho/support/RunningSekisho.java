package io.sekisho.support;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.listener.ProxyServer;
import io.sekisho.policy.CurrentPolicies;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The running application with a real PostgreSQL, and what a test needs to talk to it. */
@QuarkusTestResource(IssuerResource.class)
@QuarkusTestResource(CertificatesResource.class)
public abstract class RunningSekisho {

  protected TestIssuer issuer;
  protected TestCertificates certificates;

  @Inject protected ProxyServer proxy;
  @Inject protected CurrentPolicies policies;

  protected Api api;
  private final List<String> created = new ArrayList<>();

  @BeforeEach
  void openApi() {
    api =
        new Api(
            "http://localhost:" + RestAssured.port,
            issuer.pass("adam", "sekisho-admin"),
            issuer.pass("audrey", "sekisho-auditor"));
  }

  @AfterEach
  void removePolicies() {
    List.copyOf(created).forEach(this::withdraw);
  }

  protected RawClient client() {
    return RawClient.connect(proxy.port());
  }

  /** A client on the TLS port that speaks HTTP/1.1 and shows no certificate. */
  protected RawClient tlsClient() {
    return RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous());
  }

  /** Lets a subject reach a host, from when this returns. */
  protected String allow(Map<String, String> subject, String host) {
    return apply(
        Api.policy(
            "p-" + UUID.randomUUID(),
            "allow",
            List.of(subject),
            Map.of("host", host, "ports", List.of("1-65535"))));
  }

  protected String apply(Map<String, Object> policy) {
    long before = policies.newest().orElseThrow().version();
    String id = api.create(policy);
    created.add(id);
    awaitVersionAfter(before);
    return id;
  }

  protected void withdraw(String id) {
    long before = policies.newest().orElseThrow().version();
    created.remove(id);
    api.delete(id);
    awaitVersionAfter(before);
  }

  /** Opens a tunnel as the user; fails if it is refused. */
  protected Opened open(String user, String authority) {
    return openWith(issuer.pass(user), authority);
  }

  /** Opens a tunnel by a pass; fails if it is refused. */
  protected Opened openWith(String pass, String authority) {
    RawClient client = client().requestTunnel(authority, bearer(pass));
    RawClient.Response response = client.head();
    if (response.status() != 200) {
      throw new AssertionError("no tunnel: " + response.head());
    }
    return new Opened(client, UUID.fromString(response.field("Sekisho-Tunnel").orElseThrow()));
  }

  protected record Opened(RawClient client, UUID id) {}

  /** The record of a tunnel, once it is over. */
  protected JsonPath closed(UUID tunnel) {
    return awaitRecord(tunnel, "closeReason");
  }

  /** The record of a refusal. */
  protected JsonPath refused(RawClient.Response refusal) {
    String body = refusal.body();
    String instance = JsonPath.from(body).getString("instance");
    return awaitRecord(UUID.fromString(instance.substring("urn:uuid:".length())), "decision");
  }

  private JsonPath awaitRecord(UUID id, String field) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.knows(id) && api.tunnel(id).get(field) != null);
    return api.tunnel(id);
  }

  private void awaitVersionAfter(long version) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> policies.newest().orElseThrow().version() > version);
  }

  protected static String bearer(String token) {
    return "Proxy-Authorization: Bearer " + token;
  }

  protected static String basic(String user, String password) {
    return "Proxy-Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
