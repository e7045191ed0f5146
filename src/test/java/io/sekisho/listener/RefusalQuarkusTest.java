package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that gets no tunnel: how it is answered, that the connection closes, what is recorded.
 */
@QuarkusTest
class RefusalQuarkusTest extends RunningSekisho {

  private static final String NOWHERE = "127.0.0.1:9";

  @Test
  void shouldAskForAPass() {
    Response response = refusal(NOWHERE);

    assertThat(response.status()).isEqualTo(407);
    assertThat(response.fields("Proxy-Authenticate"))
        .containsExactly("Bearer realm=\"sekisho\"", "Basic realm=\"sekisho\", charset=\"UTF-8\"");
    JsonPath record = refused(response);
    assertThat(record.getString("decision")).isEqualTo("deny");
    assertThat(record.getString("user")).isNull();
    assertThat(record.getString("host")).isEqualTo("127.0.0.1");
    assertThat(record.getInt("port")).isEqualTo(9);
  }

  static Stream<Arguments> badPasses() {
    return Stream.of(
        bad("expired", issuer -> bearer(issuer.expired("alice"))),
        bad("for another audience", issuer -> bearer(issuer.forAnotherAudience("alice"))),
        bad("from another issuer", issuer -> bearer(issuer.fromAnotherIssuer("alice"))),
        bad("unsigned", issuer -> bearer(issuer.unsigned("alice"))),
        bad("HMAC under the public key", issuer -> bearer(issuer.signedWithThePublicKey("alice"))),
        bad("altered", issuer -> bearer(issuer.altered("bob", "alice"))),
        bad("signed by another key", issuer -> bearer(issuer.signedByAnotherKey("alice"))),
        bad("of an unknown key id", issuer -> bearer(issuer.withUnknownKeyId("alice"))),
        bad("bound to a key", issuer -> bearer(issuer.boundToAKey("alice"))),
        bad("garbage", issuer -> bearer("garbage")),
        bad("three parts of garbage", issuer -> bearer("a.b.c")),
        bad("three parts of nothing", issuer -> bearer("..")),
        bad("empty", issuer -> "Proxy-Authorization: Bearer "),
        bad("with a character no token has", issuer -> bearer("a\"b")),
        bad("an empty password", issuer -> basic("alice", "")),
        bad("another user's name", issuer -> basic("bob", issuer.pass("alice"))),
        bad(
            "two passes",
            issuer -> bearer(issuer.pass("alice")) + "\r\n" + bearer(issuer.pass("alice"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPasses")
  void shouldNotAcceptABadPass(String name, Function<TestIssuer, String> field) {
    allow(Api.anyone(), "127.0.0.1");
    try (Target target = Target.manual()) {
      String header = field.apply(issuer);
      Response response = refusal(target.authority(), header);

      assertThat(response.status()).isEqualTo(407);
      assertThat(response.fields("Proxy-Authenticate").get(0))
          .startsWith("Bearer realm=\"sekisho\", error=\"invalid_token\", error_description=\"");
      assertThat(target.isUntouched()).isTrue();
      JsonPath record = refused(response);
      assertThat(record.getString("decision")).isEqualTo("deny");
      assertThat(record.getInt("status")).isEqualTo(407);
      assertThat(record.getString("user")).isNull();
      assertThat(record.getString("reason")).isNotBlank();
    }
  }

  @Test
  void shouldTellWhyAPolicyDenies() {
    apply(
        Api.policy(
            "no-loopback",
            "deny",
            List.of(Api.group("interns")),
            Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))));
    allow(Api.user("dave"), "127.0.0.1");

    Response denied = refusal(NOWHERE, bearer(issuer.pass("dave", "interns")));

    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.field("Proxy-Status"))
        .contains("sekisho; error=http_request_denied; details=\"denied by policy no-loopback\"");
    JsonPath record = refused(denied);
    assertThat(record.getString("decision")).isEqualTo("deny");
    assertThat(record.getString("policy")).isEqualTo("no-loopback");
    assertThat(record.getString("error")).isEqualTo("http_request_denied");
    assertThat(record.getList("groups", String.class)).containsExactly("interns");
  }

  @Test
  void shouldDenyWhatNoPolicyAllows() {
    Response denied = refusal("example.com:443", bearer(issuer.pass("alice")));

    assertThat(denied.status()).isEqualTo(403);
    assertThat(refused(denied).getString("policy")).isNull();
  }

  @Test
  void shouldProhibitSpecialPurposeAddressesWhateverThePoliciesSay() {
    allow(Api.user("alice"), "10.1.2.3");

    Response response = refusal("10.1.2.3:443", bearer(issuer.pass("alice")));

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.field("Proxy-Status").orElseThrow())
        .contains("error=destination_ip_prohibited")
        .doesNotContain("10.1.2.3");
    assertThat(refused(response).getString("decision")).isEqualTo("deny");
  }

  @Test
  void shouldTellThatTheTargetRefused() {
    allow(Api.user("alice"), "127.0.0.1");

    Response response = refusal("127.0.0.1:1", bearer(issuer.pass("alice")));

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.field("Proxy-Status").orElseThrow()).contains("error=connection_refused");
    JsonPath record = refused(response);
    assertThat(record.getString("decision")).isEqualTo("error");
    assertThat(record.getString("dialled[0].address")).isEqualTo("127.0.0.1");
    assertThat(record.getString("dialled[0].outcome")).isEqualTo("refused");
    assertThat(record.getLong("dialled[0].millis")).isNotNegative();
    assertThat(record.getMap("dialled[0]")).doesNotContainKey("parent");
  }

  @Test
  void shouldNotLeadARequestInACircle() {
    allow(Api.user("alice"), "127.0.0.1");
    try (Target target = Target.manual()) {
      Response response =
          refusal(
              target.authority(), bearer(issuer.pass("alice")), "Via: 1.1 edge, 1.1 sekisho (x)");

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.field("Proxy-Status").orElseThrow())
          .contains("error=proxy_loop_detected");
      assertThat(target.isUntouched()).isTrue();
      refused(response);
    }
  }

  @Test
  void shouldTellThatAnyOtherMethodIsNotServed() {
    try (RawClient client = client()) {
      Response response =
          client.send("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n").refusal();

      assertThat(response.status()).isEqualTo(405);
      assertThat(response.field("Allow")).contains("CONNECT");
      assertThat(refused(response).getString("error")).isEqualTo("http_request_error");
    }
  }

  @Test
  void shouldNotWaitForeverForAHead() {
    try (RawClient client = client()) {
      Response response = client.send("CONNECT example.com:443 HTTP/1.1\r\nHost:").refusal();

      assertThat(response.status()).isEqualTo(408);
      refused(response);
    }
  }

  @Test
  void shouldBoundTheHead() {
    try (RawClient client = client()) {
      Response response =
          client
              .send("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000) + "\r\n\r\n")
              .refusal();

      assertThat(response.status()).isEqualTo(431);
      refused(response);
    }
  }

  @Test
  void shouldRefuseAMalformedRequestAndRecordIt() {
    try (RawClient client = client()) {
      Response response = client.send("CONNECT a:0 HTTP/1.1\r\nHost: a\r\n\r\n").refusal();

      assertThat(response.status()).isEqualTo(400);
      JsonPath record = refused(response);
      assertThat(record.getString("decision")).isEqualTo("error");
      assertThat(record.getString("host")).isNull();
    }
  }

  private Response refusal(String authority, String... fields) {
    try (RawClient client = client()) {
      return client.requestTunnel(authority, fields).refusal();
    }
  }

  private static Arguments bad(String name, Function<TestIssuer, String> field) {
    return Arguments.of(name, field);
  }
}
