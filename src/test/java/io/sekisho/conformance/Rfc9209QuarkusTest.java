package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DisplayName("RFC 9209: Proxy-Status")
class Rfc9209QuarkusTest extends ConnectSuite {

  @Test
  @DisplayName("RFC 9209 §2: Proxy-Status names the deployment, which is the realm")
  void name() {
    assertThat(status(connect(NO_PASS))).isEqualTo("sekisho");
  }

  @Test
  @DisplayName("RFC 9209 §2.3: a malformed request is an http_request_error")
  void requestError() {
    assertThat(status(connectTo("a.example:0", pass())))
        .startsWith("sekisho; error=http_request_error;");
  }

  @Test
  @DisplayName("RFC 9209 §2.3: a denial by policy is http_request_denied")
  void requestDenied() {
    assertThat(status(connectTo("a.example:443", pass())))
        .startsWith("sekisho; error=http_request_denied;");
  }

  @Test
  @DisplayName("RFC 9209 §2.3: an address that may not be reached is destination_ip_prohibited")
  void prohibited() {
    allow(Api.user("alice"), "10.1.2.3");
    assertThat(status(connectTo("10.1.2.3:443", pass())))
        .startsWith("sekisho; error=destination_ip_prohibited;");
  }

  @Test
  @DisplayName("RFC 9209 §2.3: a target that refuses is connection_refused")
  void connectionRefused() {
    assertThat(status(connectTo("127.0.0.1:1", pass())))
        .startsWith("sekisho; error=connection_refused;");
  }

  @Test
  @DisplayName("RFC 9209 §2: a refusal has one Proxy-Status, of one member")
  void one() {
    Response answer = refusal(connectTo("127.0.0.1:1", pass()));
    assertThat(answer.fields("Proxy-Status")).hasSize(1);
    assertThat(answer.fields("Proxy-Status").get(0))
        .matches("sekisho; error=[a-z_]+; details=\"[^\"\\\\]*\"");
  }

  @Test
  @DisplayName("RFC 9209 §2.1.5: an authenticated caller is told details")
  void details() {
    apply(deny("no-loopback"));
    assertThat(status(connect(pass()))).contains("details=\"denied by policy no-loopback\"");
  }

  @Test
  @DisplayName("RFC 9209 §4: nobody else is told anything of destination or policies")
  void nothingToStrangers() {
    apply(deny("no-loopback"));
    Response answer = refusal(connect(NO_PASS));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.head() + answer.body()).doesNotContain("no-loopback", "127.0.0.1");
  }

  @Test
  @DisplayName("RFC 9209 §4: a stranger is told the same of every destination")
  void sameToStrangers() {
    assertThat(withoutId(refusal(connectTo("10.1.2.3:443", NO_PASS))))
        .isEqualTo(withoutId(refusal(connectTo("a.example:443", NO_PASS))))
        .isEqualTo(withoutId(refusal(connectTo("127.0.0.1:1", NO_PASS))))
        .isEqualTo(withoutId(refusal(connect(NO_PASS))));
  }

  @Test
  @DisplayName("RFC 9209 §4: an address that may not be reached is not echoed")
  void addressIsNotEchoed() {
    allow(Api.user("alice"), "10.1.2.3");
    Response answer = refusal(connectTo("10.1.2.3:443", pass()));
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.head() + answer.body()).doesNotContain("10.1.2.3");
  }

  private String status(String head) {
    return refusal(head).field("Proxy-Status").orElseThrow();
  }

  private static String withoutId(Response answer) {
    return (answer.head() + answer.body()).replaceAll("urn:uuid:[0-9a-f-]+", "");
  }

  private static Map<String, Object> deny(String name) {
    return Api.policy(
        name,
        "deny",
        List.of(Api.user("alice")),
        Map.of("host", "127.0.0.1", "ports", List.of("1-65535")));
  }
}
