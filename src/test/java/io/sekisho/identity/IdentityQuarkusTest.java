package io.sekisho.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.OtherIssuers;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three issuers side by side: the people's, a partner's, a cluster's; and a bound on bad passes.
 */
@QuarkusTest
@TestProfile(IdentityQuarkusTest.Bounded.class)
@QuarkusTestResource(value = OtherIssuers.Resource.class, restrictToAnnotatedClass = true)
class IdentityQuarkusTest extends RunningSekisho {

  private static final int MAX_FAILURES = 20;

  /** With the bound that other tests go without. */
  public static class Bounded implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "sekisho.identity.max-failures-per-minute", Integer.toString(MAX_FAILURES),
          "quarkus.oidc.token.allow-opaque-token-introspection", "true",
          "quarkus.oidc.client-id", "sekisho",
          "quarkus.oidc.credentials.secret", "not-a-secret");
    }
  }

  OtherIssuers others;
  private Target target;

  @BeforeEach
  void openTarget() {
    target = Target.echo();
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  @Test
  void shouldKnowEachByItsOwnIssuer() {
    String name = "u-" + UUID.randomUUID();
    allow(Api.user(name), "127.0.0.1");
    allow(Api.user("partner/" + name), "127.0.0.1");
    assertThat(connect(issuer.pass(name)).status()).isEqualTo(200);
    assertThat(connect(others.partner().pass(name)).status()).isEqualTo(200);
  }

  @Test
  void shouldNotTakeAPartnersUserForAPersonOfTheSameName() {
    String name = "u-" + UUID.randomUUID();
    allow(Api.user(name), "127.0.0.1");
    Response refusal = connect(others.partner().pass(name));
    assertThat(refusal.status()).isEqualTo(403);
    JsonPath record = refused(refusal);
    assertThat(record.getString("user")).isEqualTo("partner/" + name);
    assertThat(record.getString("issuer")).isEqualTo(others.partner().url());
  }

  @Test
  void shouldKnowAServiceAccountByTheTokenOfItsPod() {
    String name = "sa-" + UUID.randomUUID();
    String user = "system:serviceaccount:ci:" + name;
    allow(Map.of("kind", "group", "value", "system:serviceaccounts:ci"), "127.0.0.1");
    Response opened = connect(others.cluster().projected("ci", name));
    assertThat(opened.status()).isEqualTo(200);
    UUID tunnel = UUID.fromString(opened.field("Sekisho-Tunnel").orElseThrow());
    assertThat(closed(tunnel).getString("user")).isEqualTo(user);
    assertThat(closed(tunnel).getString("serviceAccount")).isEqualTo("ci:" + name);
    assertThat(connect(others.cluster().projected("other", name)).status()).isEqualTo(403);
  }

  @Test
  void shouldNotTakeAPersonForAServiceAccount() {
    allow(Api.anyone(), "127.0.0.1");
    assertThat(connect(issuer.pass("system:serviceaccount:ci:builder")).status()).isEqualTo(407);
    assertThat(connect(issuer.projected("ci", "builder")).status()).isEqualTo(407);
  }

  @Test
  void shouldTakeTheSameCallerFromAnOpaqueTokenAtTheApi() {
    String user = '"' + "u-" + UUID.randomUUID() + '"';
    String policy = "p-" + UUID.randomUUID();
    apply(
        Api.policy(
            policy,
            "allow",
            List.of(Api.user(user.replace("\"", "")), Api.group("not-mine")),
            Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))));
    Map<String, String> claims = Map.of("sub", "\"s\"", "preferred_username", user);
    assertThat(statusOfMe(issuer.opaque(claims))).isEqualTo(200);
    assertThat(
            api.as(issuer.opaque(claims))
                .get("/api/v1/me/policies")
                .jsonPath()
                .getList("items.name"))
        .contains(policy);
    Map<String, String> elsewhere = new HashMap<>(claims);
    elsewhere.put("aud", "\"somebody-else\"");
    assertThat(statusOfMe(issuer.opaque(elsewhere))).isEqualTo(401);
    Map<String, String> bound = new HashMap<>(claims);
    bound.put("cnf", "{\"jkt\": \"x\"}");
    assertThat(statusOfMe(issuer.opaque(bound))).isEqualTo(401);
  }

  @Test
  void shouldKnowNobodyAtTheApiWhoseNameIsAnotherIssuersToGive() {
    assertThat(statusOfMe(issuer.pass("partner/alice"))).isEqualTo(401);
    assertThat(statusOfMe(issuer.pass("system:serviceaccount:ci:builder"))).isEqualTo(401);
    assertThat(statusOfMe(others.partner().pass("alice"))).isEqualTo(401);
    assertThat(statusOfMe(others.cluster().projected("ci", "builder"))).isEqualTo(401);
    assertThat(statusOfMe(issuer.pass("alice"))).isEqualTo(200);
  }

  @Test
  void shouldNotTakeATokenThatOneIssuerSignsForAnother() {
    allow(Api.anyone(), "127.0.0.1");
    for (String other : new String[] {issuer.url(), others.cluster().url(), "https://who.test"}) {
      String token =
          others.partner().token(Map.of("iss", other, "sub", "system:serviceaccount:ci:builder"));
      assertThat(connect(token).status()).as(other).isEqualTo(407);
    }
  }

  @Test
  void shouldAskNobodyAboutAnIssuerThatItDoesNotKnow() {
    assertThat(connect(issuer.pass("alice")).status()).isNotEqualTo(407);
    int fetches = fetches();
    String token = others.partner().token(Map.of("iss", "https://who.test", "sub", "alice"));
    Response refusal = connect(token);
    assertThat(refusal.status()).isEqualTo(407);
    assertThat(refused(refusal).getString("reason")).contains("another issuer");
    assertThat(fetches()).isEqualTo(fetches);
  }

  @Test
  void shouldGoOnWithOneWhileAnotherIsAway() {
    String name = "u-" + UUID.randomUUID();
    allow(Api.user(name), "127.0.0.1");
    allow(Api.user("partner/" + name), "127.0.0.1");
    others.partner().stop();
    try {
      assertThat(connect(issuer.pass(name)).status()).isEqualTo(200);
      // Its keys are here already.
      assertThat(connect(others.partner().pass(name)).status()).isEqualTo(200);
    } finally {
      others.partner().start();
    }
  }

  @Test
  void shouldLetOnlyTheDefaultIssuersPeopleAdministrate() {
    for (String token :
        new String[] {
          others.partner().pass("adam", "sekisho-admin"), others.cluster().projected("ci", "adam")
        }) {
      given()
          .header("Authorization", "Bearer " + token)
          .get("/api/v1/policies")
          .then()
          .statusCode(401);
    }
  }

  @Test
  void shouldAskTheIssuerAboutATokenThatIsNoJwt() {
    String name = "u-" + UUID.randomUUID();
    allow(Api.user(name), "127.0.0.1");
    String token = issuer.opaque(Map.of("sub", '"' + name + '"'));
    int asked = issuer.introspections();
    Response opened = connectFrom("198.51.100.20", token);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(connectFrom("198.51.100.20", token).status()).isEqualTo(200);
    assertThat(issuer.introspections()).isEqualTo(asked + 1);
    UUID tunnel = UUID.fromString(opened.field("Sekisho-Tunnel").orElseThrow());
    assertThat(closed(tunnel).getString("issuer")).isEqualTo(issuer.url());
  }

  @Test
  void shouldNotTakeWhateverTheIssuerKnows() {
    allow(Api.anyone(), "127.0.0.1");
    Map<String, Map<String, String>> bad =
        Map.of(
            "inactive", Map.of("active", "false"),
            "of another audience", Map.of("aud", "\"other\""),
            "of another issuer", Map.of("iss", "\"https://who.test\""),
            "expired", Map.of("exp", "1000"),
            "endless", Map.of("exp", "null"),
            "bound", Map.of("cnf", "{\"jkt\": \"some-key\"}"));
    bad.forEach(
        (kind, claims) -> {
          Map<String, String> all = new HashMap<>(claims);
          all.put("sub", "\"mallory\"");
          assertThat(connectFrom("198.51.100.21", issuer.opaque(all)).status())
              .as(kind)
              .isEqualTo(407);
        });
    assertThat(connectFrom("198.51.100.21", "never-heard-of").status()).isEqualTo(407);
    int asked = issuer.introspections();
    assertThat(connectFrom("198.51.100.21", "looks.like.one").status()).isEqualTo(407);
    assertThat(issuer.introspections()).isEqualTo(asked);
  }

  @Test
  void shouldLookAtNoMoreBadPassesOfOneSource() {
    String name = "u-" + UUID.randomUUID();
    allow(Api.user(name), "127.0.0.1");
    String seen = issuer.pass(name);
    assertThat(connectFrom("198.51.100.7", seen).status()).isEqualTo(200);
    for (int i = 0; i < MAX_FAILURES; i++) {
      assertThat(connectFrom("198.51.100.7", issuer.expired(name)).status()).isEqualTo(407);
    }
    Response refusal = connectFrom("198.51.100.7", issuer.expired(name));
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.field("Proxy-Status").orElseThrow())
        .startsWith("sekisho; error=connection_limit_reached");
    assertThat(refusal.field("Retry-After")).contains("60");
    assertThat(refused(refusal).getString("decision")).isEqualTo("deny");
    // Not even a good one, unless it is known.
    assertThat(connectFrom("198.51.100.7", issuer.token(Map.of("sub", name))).status())
        .isEqualTo(429);
    assertThat(connectFrom("198.51.100.7", seen).status()).isEqualTo(200);
    assertThat(connectFrom("198.51.100.8", issuer.expired(name)).status()).isEqualTo(407);
  }

  private int fetches() {
    return issuer.keyFetches() + others.partner().keyFetches() + others.cluster().keyFetches();
  }

  /** The answer, after which the client is gone. */
  private Response connect(String token) {
    return answer(client(), token);
  }

  /** The same through a load balancer that names the client. */
  private Response connectFrom(String source, String token) {
    RawClient balancer = RawClient.connect("127.0.0.2", proxy.port());
    return answer(balancer.send("PROXY TCP4 " + source + " 192.0.2.1 40000 3128\r\n"), token);
  }

  private Response answer(RawClient connected, String token) {
    try (RawClient client = connected.requestTunnel(target.authority(), bearer(token))) {
      Response head = client.head();
      return head.status() == 200
          ? head
          : new Response(head.head(), new String(client.rest(), StandardCharsets.UTF_8));
    }
  }

  private int statusOfMe(String pass) {
    return api.as(pass).get("/api/v1/me/policies").statusCode();
  }
}
