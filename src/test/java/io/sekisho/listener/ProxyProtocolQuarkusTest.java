package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections from 127.0.0.2 are a trusted load balancer's, others are not. */
@QuarkusTest
class ProxyProtocolQuarkusTest extends RunningSekisho {

  private static final String V2 = "0d0a0d0a000d0a515549540a";

  private RawClient balancer() {
    return RawClient.connect("127.0.0.2", proxy.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 3128\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 1 65535\r\n"
      })
  void recordsWhomVersion1Names(String header) {
    assertThat(clientAddress(balancer().send(header))).isEqualTo("192.0.2.7");
  }

  @Test
  void version1NamesIpv6Clients() {
    assertThat(
            clientAddress(balancer().send("PROXY TCP6 2001:DB8:0:0::7 2001:db8::1 56324 3128\r\n")))
        .isEqualTo("2001:db8::7");
  }

  @Test
  void version1OfAnUnknownProtocolNamesNobody() {
    assertThat(clientAddress(balancer().send("PROXY UNKNOWN\r\n"))).isEqualTo("127.0.0.2");
  }

  @Test
  void recordsWhomVersion2Names() {
    assertThat(clientAddress(balancer().send(version2("21", "11", "c0000207c6336401dc040c38"))))
        .isEqualTo("192.0.2.7");
  }

  @Test
  void version2MayHaveOptionalFields() {
    assertThat(
            clientAddress(
                balancer()
                    .send(version2("21", "11", "c0000207c6336401dc040c38" + "04000400000000"))))
        .isEqualTo("192.0.2.7");
  }

  @Test
  void aHealthCheckOfTheBalancerStandsForItself() {
    assertThat(clientAddress(balancer().send(version2("20", "00", "")))).isEqualTo("127.0.0.2");
  }

  @Test
  void comesBeforeTls() {
    RawClient client =
        RawClient.connect("127.0.0.2", proxy.tlsPort())
            .send("PROXY TCP4 192.0.2.9 198.51.100.1 56324 3129\r\n")
            .startTls(certificates.anonymous());
    assertThat(clientAddress(client)).isEqualTo("192.0.2.9");
  }

  @Test
  void everySplitOfTheHeaderGivesTheSame() {
    String header = "PROXY TCP4 192.0.2.7 198.51.100.1 56324 3128\r\n";
    IntStream.range(1, header.length())
        .forEach(
            at -> {
              try (RawClient client =
                  balancer().send(header.substring(0, at)).send(header.substring(at))) {
                assertThat(client.requestTunnel("127.0.0.1:1").refusal().status())
                    .as("split at %d", at)
                    .isEqualTo(407);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
        "PROXY TCP4 192.0.2.7\r\n",
        "PROXY TCP4 192.0.2.777 198.51.100.1 56324 3128\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 65536\r\n",
        "PROXY TCP4 host.example 198.51.100.1 56324 3128\r\n",
        "PROXY TCP9 192.0.2.7 198.51.100.1 56324 3128\r\n",
        "proxy TCP4 192.0.2.7 198.51.100.1 56324 3128\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 3128\n",
        "PROXY UNKNOWN ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "ffffffffffffffffffffffffffffffffffffffffffffff\r\n",
      })
  void aBalancerThatSendsNoProperHeaderIsClosedWithoutAnAnswer(String start) {
    try (RawClient client = balancer().send(start)) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void anOversizedVersion2HeaderIsClosedWithoutAnAnswer() {
    // The length alone tells; more would only make the close a reset.
    byte[] start = HexFormat.of().parseHex(V2 + "2111ffff");
    try (RawClient client = balancer().send(start)) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aSilentBalancerIsClosed() {
    try (RawClient client = balancer()) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 3128\r\n",
        "PROXY UNKNOWN\r\n",
      })
  void fromElsewhereAHeaderIsAMalformedRequest(String header) {
    try (RawClient client = client().send(header).requestTunnel("127.0.0.1:1")) {
      RawClient.Response refusal = client.refusal();
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refused(refusal).getString("clientAddress")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void fromElsewhereVersion2IsAMalformedRequestToo() {
    try (RawClient client =
        client()
            .send(version2("21", "11", "c0000207c6336401dc040c38"))
            .requestTunnel("127.0.0.1:1")) {
      RawClient.Response refusal = client.refusal();
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refused(refusal).getString("clientAddress")).isEqualTo("127.0.0.1");
    }
  }

  private static byte[] version2(String command, String family, String rest) {
    byte[] body = HexFormat.of().parseHex(rest);
    return HexFormat.of().parseHex(V2 + command + family + "%04x".formatted(body.length) + rest);
  }

  private String clientAddress(RawClient client) {
    try (client) {
      return refused(client.requestTunnel("127.0.0.1:1").refusal()).getString("clientAddress");
    }
  }
}
