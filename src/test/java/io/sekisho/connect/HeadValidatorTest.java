package io.sekisho.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.RequestHead.Field;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadValidatorTest {

  private static final Field HOST = new Field("Host", "example.com:443");

  @Test
  void shouldAcceptAWellFormedRequest() {
    HeadOutcome outcome =
        HeadValidator.validate(
            head(
                HOST,
                new Field("proxy-authorization", "Bearer a"),
                new Field("User-Agent", "curl/8")));

    ConnectRequest request = accepted(outcome);
    assertThat(request.authority()).hasToString("example.com:443");
    assertThat(request.proxyAuthorization()).containsExactly("Bearer a");
    assertThat(request.userAgent()).isEqualTo("curl/8");
  }

  @Test
  void shouldTakeTheTargetFromTheRequestLineAndNotFromHost() {
    HeadOutcome outcome = HeadValidator.validate(head(new Field("Host", "other.example")));

    assertThat(accepted(outcome).authority()).hasToString("example.com:443");
  }

  @Test
  void shouldNotNeedAHostInHttp10() {
    HeadOutcome outcome =
        HeadValidator.validate(
            new RequestHead("CONNECT", "example.com:443", "HTTP/1.0", List.of()));

    assertThat(accepted(outcome).authority()).hasToString("example.com:443");
  }

  @Test
  void shouldShortenAnEndlessUserAgent() {
    HeadOutcome outcome =
        HeadValidator.validate(head(HOST, new Field("User-Agent", "x".repeat(10_000))));

    assertThat(accepted(outcome).userAgent()).hasSize(256);
  }

  @Test
  void shouldNotShowCredentialsInItsText() {
    HeadOutcome outcome =
        HeadValidator.validate(head(HOST, new Field("Proxy-Authorization", "Bearer secret")));

    assertThat(outcome.toString()).doesNotContain("secret");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("no Host", head()),
        Arguments.of("two Hosts", head(HOST, HOST)),
        Arguments.of("empty Host", head(new Field("Host", ""))),
        Arguments.of("invalid Host", head(new Field("Host", "a b"))),
        Arguments.of("Host with userinfo", head(new Field("Host", "u@example.com"))),
        Arguments.of("Content-Length", head(HOST, new Field("Content-Length", "0"))),
        Arguments.of("Transfer-Encoding", head(HOST, new Field("transfer-encoding", "chunked"))),
        Arguments.of("absolute-form", target("http://example.com:443/")),
        Arguments.of("origin-form", target("/")),
        Arguments.of("asterisk-form", target("*")),
        Arguments.of("no port", target("example.com")),
        Arguments.of(
            "HTTP/2 in the request line",
            new RequestHead("CONNECT", "example.com:443", "HTTP/2.0", List.of(HOST))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void shouldRefuseWhatIsMalformed(String name, RequestHead head) {
    assertThat(rejected(HeadValidator.validate(head)).reason())
        .isEqualTo(RefusalReason.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "OPTIONS", "TRACE", "connect", "Connect", "CONNECTX"})
  void shouldServeNoOtherMethod(String method) {
    RequestHead head = new RequestHead(method, "example.com:443", "HTTP/1.1", List.of(HOST));

    assertThat(rejected(HeadValidator.validate(head)).reason())
        .isEqualTo(RefusalReason.METHOD_NOT_ALLOWED);
  }

  private static RequestHead head(Field... fields) {
    return new RequestHead("CONNECT", "example.com:443", "HTTP/1.1", List.of(fields));
  }

  private static RequestHead target(String target) {
    return new RequestHead("CONNECT", target, "HTTP/1.1", List.of(HOST));
  }

  private static ConnectRequest accepted(HeadOutcome outcome) {
    assertThat(outcome).isInstanceOf(HeadOutcome.Accepted.class);
    return ((HeadOutcome.Accepted) outcome).request();
  }

  private static Refusal rejected(HeadOutcome outcome) {
    assertThat(outcome).isInstanceOf(HeadOutcome.Rejected.class);
    return ((HeadOutcome.Rejected) outcome).refusal();
  }

  @ParameterizedTest
  @CsvSource({
    "x\0y, z",
    "'x y', z",
    "X, z",
    "x\u00e9, z",
    "'', z",
    "x:y, z",
    "x, 'y\0z'",
    "x, 'y\rz'",
    "x, 'y\nz'",
    "x, 'y\u007fz'",
    "x, ' y'",
    "x, 'y\t'"
  })
  void shouldRefuseAStreamsFieldWithCharactersOutOfPlace(String name, String value) {
    HeadOutcome outcome =
        HeadValidator.validateStream(
            List.of(
                new RequestHead.Field(":method", "CONNECT"),
                new RequestHead.Field(":authority", "a.example:443"),
                new RequestHead.Field(name, value)));

    assertThat(((HeadOutcome.Rejected) outcome).refusal().reason())
        .isEqualTo(RefusalReason.MALFORMED_REQUEST);
  }
}
