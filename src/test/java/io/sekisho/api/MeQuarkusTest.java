package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anyone may see of what concerns them, and nothing of others. */
@QuarkusTest
class MeQuarkusTest extends RunningSekisho {

  private static final String POLICIES = "/api/v1/me/policies";
  private static final String TUNNELS = "/api/v1/me/tunnels";

  @Test
  void shouldShowThePoliciesThatAreAboutMe() {
    String me = name("me");
    String mine = name("group");
    String byUser =
        policy(Map.of(), List.of(Api.user(me), Api.user("somebody-else"), Api.group("others")));
    String byGroup = policy(Map.of("effect", "deny", "mode", "report"), List.of(Api.group(mine)));
    policy(Map.of(), List.of(Api.user("somebody-else")));
    policy(Map.of("enabled", false), List.of(Api.user(me)));

    JsonPath page = policiesOf(issuer.pass(me, mine));

    assertThat(page.getList("items.name")).contains(byUser, byGroup);
    assertThat(page.getList("items.findAll { it.subjects[0].kind != 'anyone' }.name"))
        .containsExactlyInAnyOrder(byUser, byGroup);
    assertThat(page.getMap("items.find { it.name == '" + byUser + "' }"))
        .containsEntry("subjects", List.of(Api.user(me)))
        .containsEntry(
            "destinations", List.of(Map.of("host", "target.test", "ports", List.of("443"))))
        .containsEntry("active", true)
        .containsEntry("activeUntil", null)
        .doesNotContainKeys("description", "id", "revision");
    assertThat(page.getString(at(byGroup, "effect"))).isEqualTo("deny");
    assertThat(page.getString(at(byGroup, "mode"))).isEqualTo("report");
  }

  @Test
  void shouldTellWhatActsAndUntilWhen() {
    String me = name("me");
    String end = Instant.now().plusSeconds(86_400).toString().substring(0, 19) + "Z";
    String ends = policy(Map.of("validUntil", end), List.of(Api.user(me)));
    String ended = policy(Map.of("validUntil", "2020-01-01T00:00:00Z"), List.of(Api.user(me)));
    String comes = policy(Map.of("validFrom", end), List.of(Api.user(me)));

    JsonPath page = policiesOf(issuer.pass(me));

    assertThat(page.getString(at(ends, "activeUntil"))).isEqualTo(end);
    assertThat(page.getBoolean(at(ended, "active"))).isFalse();
    assertThat(page.getString(at(ended, "validUntil"))).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(page.getBoolean(at(comes, "active"))).isFalse();
    assertThat(page.getString(at(comes, "activeUntil"))).isNull();
  }

  /** One name, as a user, a group and a service account: three that have nothing in common. */
  @Test
  void shouldNotTakeOneKindOfNameForAnother() {
    String name = "ci:" + name("same");
    String user = policy(Map.of(), List.of(Api.user(name)));
    String group = policy(Map.of(), List.of(Api.group(name)));
    String account = policy(Map.of(), List.of(Map.of("kind", "serviceAccount", "value", name)));

    assertThat(named(policiesOf(issuer.pass(name)))).contains(user).doesNotContain(group, account);
    assertThat(named(policiesOf(issuer.pass(name("member"), name))))
        .contains(group)
        .doesNotContain(user, account);
    assertThat(named(policiesOf(issuer.pass(name.toUpperCase(Locale.ROOT)))))
        .doesNotContain(user, group, account);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"}]' or '1'='1",
        "x\",\"kind\":\"anyone",
        "{\"kind\":\"user\"}",
        "nul\u0000nul",
        "half\ud800",
        "%",
        "null",
        "{a,b}"
      })
  void shouldTakeHostileNamesAsText(String hostile) {
    String others = policy(Map.of(), List.of(Api.user(name("other")), Api.group(name("others"))));
    String anyones = policy(Map.of(), List.of(Api.anyone()));

    for (String pass : List.of(issuer.pass(hostile), issuer.pass(name("u"), hostile))) {
      assertThat(named(policiesOf(pass))).contains(anyones).doesNotContain(others);
      api.as(pass).get(TUNNELS).then().statusCode(200);
    }
  }

  @Test
  void shouldPageThroughMyPolicies() {
    String me = name("me");
    for (int i = 0; i < 5; i++) {
      policy(Map.of(), List.of(Api.user(me)));
    }
    List<String> all = named(policiesOf(issuer.pass(me)));
    String cursor = null;
    List<String> seen = new ArrayList<>();
    do {
      var request = api.as(issuer.pass(me)).queryParam("limit", 2);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(POLICIES)
              .jsonPath();
      seen.addAll(page.getList("items.name"));
      cursor = page.getString("next");
    } while (cursor != null);

    assertThat(seen).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates().isEqualTo(all);
  }

  @Test
  void shouldShowMyTunnelsAndNobodyElses() {
    String me = name("me");
    String other = name("other");
    try (Target target = Target.echo()) {
      allow(Api.user(me), "127.0.0.1");
      UUID open = open(me, target.authority()).id();
      attempt(other, "other.test:443");
      attempt(me, "mine.test:443");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> api.as(issuer.pass(me)).get(TUNNELS).jsonPath().getList("items").size() == 2);

      api.as(issuer.pass(me))
          .get(TUNNELS)
          .then()
          .body("items.user", contains(me, me))
          .body("items.host", contains("mine.test", "127.0.0.1"))
          .body("items[1].id", equalTo(open.toString()))
          .body("items[1].closedAt", nullValue());
      api.as(issuer.pass(me))
          .queryParam("host", "other.test")
          .get(TUNNELS)
          .then()
          .body("items.size()", equalTo(0));
      api.as(issuer.pass(me))
          .queryParam("decision", "deny")
          .get(TUNNELS)
          .then()
          .body("items.host", contains("mine.test"));
    }
  }

  /** What the proxy does not tell its client cannot be read up afterwards. */
  @Test
  void shouldShowNoMoreOfARefusalThanWasTold() {
    String me = name("me");
    apply(
        Api.policy(
            name("secret"),
            "allow",
            List.of(Api.user(me)),
            Map.of("cidr", "10.9.0.0/16", "ports", List.of("443"))));
    RawClient.Response refusal =
        client().requestTunnel("no-such-name.invalid:443", bearer(issuer.pass(me))).refusal();
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refused(refusal).getString("reason")).isNotNull();

    api.as(issuer.pass(me))
        .get(TUNNELS)
        .then()
        .body("items.host", contains("no-such-name.invalid"))
        .body("items[0].status", equalTo(403))
        .body("items[0].reason", nullValue())
        .body("items[0].address", nullValue())
        .body("items[0].dialled", nullValue())
        .body("items[0].policy", nullValue());
  }

  /** A user name that is given anew does not come with what its former bearer did. */
  @Test
  void shouldNotShowTheTunnelsOfANamesake() {
    String name = name("renamed");
    attempt(name, "former.test:443");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> api.as(issuer.pass(name)).get(TUNNELS).jsonPath().getList("items").size() == 1);

    api.as(issuer.token(Map.of("sub", "another-subject", "preferred_username", name)))
        .get(TUNNELS)
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
  }

  /** Names are recorded shortened and cleaned, so two of them may become one. */
  @Test
  void shouldNotShowTheTunnelsOfWhoseNameLooksTheSameInTheLog() {
    String name = name("clean") + "\ufffd";
    attempt(name.replace('\ufffd', '\u0001'), "dirty.test:443");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                !api.auditor()
                    .queryParam("user", name)
                    .get("/api/v1/tunnels")
                    .jsonPath()
                    .getList("items")
                    .isEmpty());

    String victim = issuer.pass(name.replace('\ufffd', '\u0001'));
    api.as(victim).get(TUNNELS).then().statusCode(200).body("items.size()", equalTo(0));
    api.as(issuer.token(Map.of("sub", "x", "preferred_username", name)))
        .get(TUNNELS)
        .then()
        .statusCode(200)
        .body("items.host", not(hasItem("dirty.test")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "subject", "issuer", "policy", "address", "ownUser"})
  void shouldRefuseToSearchByAnythingElse(String parameter) {
    api.as(issuer.pass("alice"))
        .queryParam(parameter, "bob")
        .get(TUNNELS)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo(parameter));
  }

  @Test
  void shouldNeedATokenThatIsAccepted() {
    for (String path : List.of(POLICIES, TUNNELS)) {
      RestAssured.given().get(path).then().statusCode(401);
      api.as(issuer.expired("alice")).get(path).then().statusCode(401);
      api.as(issuer.boundToAKey("alice")).get(path).then().statusCode(401);
      api.as(issuer.token(Map.of("sub", " "))).get(path).then().statusCode(401);
      api.as(issuer.pass("alice")).post(path).then().statusCode(405);
    }
  }

  private String policy(Map<String, Object> more, List<Map<String, String>> subjects) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                name("p"),
                "allow",
                subjects,
                Map.of("host", "target.test", "ports", List.of("443"))));
    policy.put("description", "for administrators");
    policy.putAll(more);
    apply(policy);
    return (String) policy.get("name");
  }

  private JsonPath policiesOf(String pass) {
    return api.as(pass)
        .queryParam("limit", 1000)
        .get(POLICIES)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static List<String> named(JsonPath page) {
    return page.getList("items.name");
  }

  private static String at(String name, String field) {
    return "items.find { it.name == '" + name + "' }." + field;
  }

  private void attempt(String user, String authority) {
    try (RawClient client = client()) {
      assertThat(client.requestTunnel(authority, bearer(issuer.pass(user))).refusal().status())
          .isEqualTo(403);
    }
  }

  private static String name(String what) {
    return what + "-" + UUID.randomUUID();
  }
}
