package io.sekisho.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerTest {

  private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  private final Answer answer = new Answer("sekisho", "/ask");

  @Test
  void shouldOpenATunnelWithoutLengthOrCoding() {
    assertThat(text(answer.established(ID)))
        .isEqualTo("HTTP/1.1 200 Connection established\r\nSekisho-Tunnel: " + ID + "\r\n\r\n");
  }

  @ParameterizedTest
  @EnumSource(RefusalReason.class)
  void shouldCloseAndDescribeEveryRefusal(RefusalReason reason) throws Exception {
    String response = text(answer.refused(Refusal.of(reason, "some detail"), ID, true));

    String body = response.substring(response.indexOf("\r\n\r\n") + 4);
    assertThat(response).startsWith("HTTP/1.1 " + reason.status() + " ");
    assertThat(fields(response, "Connection")).containsExactly("close");
    assertThat(fields(response, "Content-Type")).containsExactly("application/problem+json");
    assertThat(fields(response, "Content-Length"))
        .containsExactly(Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    assertThat(fields(response, "Proxy-Status")).hasSize(1);
    reason
        .proxyError()
        .ifPresent(
            error ->
                assertThat(fields(response, "Proxy-Status"))
                    .containsExactly("sekisho; error=" + error + "; details=\"some detail\""));
    JsonNode problem = new ObjectMapper().readTree(body);
    assertThat(problem.get("status").asInt()).isEqualTo(reason.status());
    assertThat(problem.get("detail").asText()).isEqualTo("some detail");
    assertThat(problem.get("instance").asText()).isEqualTo("urn:uuid:" + ID);
    assertThat(problem.get("title").asText()).isEqualTo(reason.title());
  }

  @ParameterizedTest
  @EnumSource(RefusalReason.class)
  void shouldTellWhereAccessIsAskedForOnlyWhomThePoliciesDeny(RefusalReason reason)
      throws Exception {
    Answer linking = new Answer("sekisho", "https://api.test/\"ask");
    for (boolean authenticated : new boolean[] {true, false}) {
      byte[] body = linking.refused(Refusal.of(reason, "x"), ID, authenticated).body();

      assertThat(new ObjectMapper().readTree(body).path("accessRequest").asText(""))
          .isEqualTo(
              authenticated && reason == RefusalReason.DENIED_BY_POLICY
                  ? "https://api.test/\"ask"
                  : "");
    }
  }

  @Test
  void shouldChallengeTwiceWithoutAnErrorWhenNoPassWasShown() {
    String response = text(answer.refused(Refusal.of(RefusalReason.NO_PASS, "x"), ID, false));

    assertThat(fields(response, "Proxy-Authenticate"))
        .containsExactly("Bearer realm=\"sekisho\"", "Basic realm=\"sekisho\", charset=\"UTF-8\"");
  }

  @ParameterizedTest
  @EnumSource(PassFault.class)
  void shouldNameTheErrorOfABadPass(PassFault fault) {
    String response = text(answer.refused(Refusal.invalidPass(fault, "x"), ID, false));

    // RFC 6750 §3: the characters of an error_description.
    assertThat(fault.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    assertThat(fields(response, "Proxy-Authenticate"))
        .containsExactly(
            "Bearer realm=\"sekisho\", error=\"invalid_token\", error_description=\""
                + fault.description()
                + "\"",
            "Basic realm=\"sekisho\", charset=\"UTF-8\"");
  }

  @Test
  void shouldTellDetailsToAuthenticatedCallersOnly() {
    Refusal refusal = Refusal.of(RefusalReason.DENIED_BY_POLICY, "the inner reason");

    assertThat(text(answer.refused(refusal, ID, false))).doesNotContain("inner");
    assertThat(text(answer.refused(refusal, ID, true))).contains("inner");
  }

  @Test
  void shouldTellNobodyWhatIsForTheRecordAlone() {
    Refusal refusal = Refusal.invalidPass(PassFault.SIGNATURE, "the inner reason");

    assertThat(text(answer.refused(refusal, ID, false))).doesNotContain("inner");
    assertThat(text(answer.refused(refusal, ID, true))).doesNotContain("inner");
  }

  @Test
  void shouldTellTheAllowedMethod() {
    String response =
        text(answer.refused(Refusal.of(RefusalReason.METHOD_NOT_ALLOWED, "x"), ID, false));

    assertThat(fields(response, "Allow")).containsExactly("CONNECT");
  }

  @Test
  void shouldNameTheResponseCodeOfADnsError() {
    String response = text(answer.refused(Refusal.dnsError("NXDOMAIN", "x"), ID, true));

    assertThat(fields(response, "Proxy-Status"))
        .containsExactly("sekisho; error=dns_error; rcode=\"NXDOMAIN\"; details=\"x\"");
  }

  @Test
  void shouldGiveEachParameterInItsForm() {
    Refusal refusal =
        Refusal.of(RefusalReason.PARENT_REFUSED, "x")
            .with("received-status", 403)
            .with("next-hop", "a\"b:80");

    assertThat(fields(text(answer.refused(refusal, ID, true)), "Proxy-Status"))
        .containsExactly(
            "sekisho; error=connection_refused; received-status=403; next-hop=\"a\\\"b:80\";"
                + " details=\"x\"");
  }

  @Test
  void shouldAskToComeAgainWhenItIsTemporary() {
    String response =
        text(answer.refused(Refusal.of(RefusalReason.AUDIT_UNAVAILABLE, "x"), ID, true));

    assertThat(fields(response, "Retry-After")).hasSize(1);
  }

  @Test
  void shouldNotLetADetailBreakOutOfItsPlace() {
    Refusal hostile =
        Refusal.of(RefusalReason.DENIED_BY_POLICY, "a\"; error=x\\\r\nInjected: yes\u0000\u00e9");

    String response = text(answer.refused(hostile, ID, true));

    assertThat(fields(response, "Injected")).isEmpty();
    assertThat(fields(response, "Proxy-Status"))
        .containsExactly(
            "sekisho; error=http_request_denied;"
                + " details=\"a\\\"; error=x\\\\??Injected: yes??\"");
  }

  @Test
  void shouldQuoteANameThatIsNoToken() {
    String response =
        text(
            new Answer("our \"gate\"", "/ask")
                .refused(Refusal.of(RefusalReason.NO_PASS, "x"), ID, false));

    assertThat(fields(response, "Proxy-Status")).containsExactly("\"our \\\"gate\\\"\"");
    assertThat(fields(response, "Proxy-Authenticate").get(0))
        .isEqualTo("Bearer realm=\"our \\\"gate\\\"\"");
  }

  private static String text(Response response) {
    return new String(response.toHttp1(), StandardCharsets.UTF_8);
  }

  private static List<String> fields(String response, String name) {
    return response
        .substring(0, response.indexOf("\r\n\r\n"))
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .toList();
  }

  @Test
  void shouldHaveTheReasonPhraseOfEveryStatusThatIsSent() {
    Map<Integer, String> phrases = new TreeMap<>();
    for (RefusalReason reason : RefusalReason.values()) {
      String response = text(answer.refused(Refusal.of(reason, "some detail"), ID, true));
      phrases.put(reason.status(), response.substring(13, response.indexOf("\r\n")));
    }
    phrases.remove(RefusalReason.CLIENT_GONE.status());

    assertThat(phrases)
        .containsOnly(
            Map.entry(400, "Bad Request"),
            Map.entry(403, "Forbidden"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Timeout"),
            Map.entry(414, "URI Too Long"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));
  }

  @Test
  void shouldTellWhenALimitHasRoomAgainInWholeSeconds() {
    Refusal refusal = Refusal.of(RefusalReason.TOO_MANY_CONNECTS, "the policy allows 3");

    assertThat(retryAfter(refusal)).containsExactly("60");
    assertThat(retryAfter(refusal.retryAfter(Duration.ofMillis(1_001)))).containsExactly("2");
    assertThat(retryAfter(refusal.retryAfter(Duration.ZERO))).containsExactly("1");
  }

  private List<String> retryAfter(Refusal refusal) {
    return fields(text(answer.refused(refusal, ID, true)), "Retry-After");
  }
}
