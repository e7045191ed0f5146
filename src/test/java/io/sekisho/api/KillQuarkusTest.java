package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tunnels that an administrator cuts. */
@QuarkusTest
class KillQuarkusTest extends RunningSekisho {

  private static final String LIVE = "/api/v1/tunnels/live";

  private Target target;

  @BeforeEach
  void letThemIn() {
    allow(Api.user("alice"), "127.0.0.1");
    allow(Api.user("bob"), "127.0.0.1");
    target = Target.echo();
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  @Test
  void shouldCutOneAndRecordWhoAndWhy() {
    Opened one = open("alice", target.authority());
    Opened other = open("alice", target.authority());

    kill("/" + one.id(), Map.of("reason", "a leak")).statusCode(204);

    assertThat(one.client().rest()).isEmpty();
    JsonPath record = closed(one.id());
    assertThat(record.getString("closeReason")).isEqualTo("killed");
    assertThat(record.getString("reason")).isEqualTo("killed by adam: a leak");
    assertLives(other);
    kill("/" + one.id(), Map.of()).statusCode(404);
    other.client().close();
  }

  @Test
  void shouldCutAllOfAUserAndNoOtherNorALaterOne() {
    Opened alices = open("alice", target.authority());
    Opened alicesToo = open("alice", target.authority());
    Opened bobs = open("bob", target.authority());

    kill("", Map.of("user", "alice")).statusCode(204);
    Opened later = open("alice", target.authority());

    assertThat(alices.client().rest()).isEmpty();
    assertThat(alicesToo.client().rest()).isEmpty();
    assertThat(closed(alices.id()).getString("reason")).isEqualTo("killed by adam");
    assertThat(closed(alicesToo.id()).getString("closeReason")).isEqualTo("killed");
    assertLives(bobs);
    assertLives(later);
    bobs.client().close();
    later.client().close();
  }

  @Test
  void shouldCutEverythingOnlyIfItIsSaid() {
    Opened alices = open("alice", target.authority());
    Opened bobs = open("bob", target.authority());

    kill("", Map.of())
        .statusCode(400)
        .body("errors[0].field", equalTo("user"))
        .body("errors[0].message", equalTo("or all=true must say which tunnels are meant"));
    assertLives(alices);
    kill("", Map.of("all", "true")).statusCode(204);

    assertThat(alices.client().rest()).isEmpty();
    assertThat(bobs.client().rest()).isEmpty();
    assertThat(closed(bobs.id()).getString("closeReason")).isEqualTo("killed");
  }

  @ParameterizedTest
  @CsvSource({
    "all, false, all",
    "all, '', all",
    "user, '', user",
    "user, ' ', user",
    "usr, alice, usr",
    "cause, x, cause",
  })
  void shouldRefuseWhatIsNoSelector(String parameter, String value, String field) {
    kill("", Map.of(parameter, value)).statusCode(400).body("errors[0].field", equalTo(field));
  }

  @Test
  void shouldRefuseTwoSelectorsAndALongReason() {
    kill("", Map.of("user", "nobody", "all", "true"))
        .statusCode(400)
        .body("errors[0].field", equalTo("all"));
    kill("", Map.of("user", "nobody", "reason", "x".repeat(201)))
        .statusCode(400)
        .body("errors[0].field", equalTo("reason"));
    kill("", Map.of("user", "nobody", "reason", "関".repeat(200))).statusCode(204);
  }

  @Test
  void shouldKnowNoTunnelThatIsNotOpen() {
    kill("/" + UUID.randomUUID(), Map.of()).statusCode(404);
    kill("/no-id", Map.of()).statusCode(404);
  }

  @Test
  void shouldLetAdministratorsOnly() {
    for (String path : new String[] {LIVE + "?all=true", LIVE + "/" + UUID.randomUUID()}) {
      api.auditor().delete(path).then().statusCode(403);
      api.as(issuer.pass("alice")).delete(path).then().statusCode(403);
    }
    api.admin().post(LIVE).then().statusCode(405).header("Allow", "DELETE, GET, HEAD");
  }

  private ValidatableResponse kill(String path, Map<String, String> parameters) {
    return api.admin().queryParams(parameters).delete(LIVE + path).then();
  }

  private static void assertLives(Opened tunnel) {
    tunnel.client().send("still");
    assertThat(tunnel.client().readText(5)).isEqualTo("still");
  }
}
