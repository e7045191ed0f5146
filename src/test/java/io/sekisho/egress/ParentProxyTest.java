package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.TestConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParentProxyTest {

  @ParameterizedTest
  @CsvSource({
    "http://parent.example:3128,   parent.example:3128, false",
    "https://parent.example:443/,  parent.example:443,  true",
    "http://192.0.2.1:8080,        192.0.2.1:8080,      false",
    "http://[2001:db8::1]:8080,    [2001:db8::1]:8080,  false",
  })
  void shouldReadTheParent(String text, String authority, boolean tls) {
    ParentProxy parent = parent(Map.of("sekisho.egress.parent", text)).orElseThrow();

    assertThat(parent.authority()).hasToString(authority);
    assertThat(parent.tlsEngine().isPresent()).isEqualTo(tls);
  }

  @Test
  void shouldNeedNone() {
    assertThat(parent(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parent.example:3128",
        "http://parent.example",
        "socks5://parent.example:1080",
        "http://parent.example:0",
        "http://parent.example:3128/path",
        "http://parent.example:3128?query",
        "http://user:hunter2@parent.example:3128",
        "http://user:hunter2@parent example:3128",
        "http:parent.example:3128",
        "://",
      })
  void shouldNotStartWithAParentThatCannotBeMeantSo(String text) {
    assertThatThrownBy(() -> parent(Map.of("sekisho.egress.parent", text)))
        .hasMessageContaining("sekisho.egress.parent")
        .hasNoCause()
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic x\r\nInjected: yes", "Basic \u00e9", "Basic x\u0000"})
  void shouldNotStartWithAnAuthorizationThatIsNoFieldValue(String text) {
    assertThatThrownBy(
            () ->
                parent(
                    Map.of(
                        "sekisho.egress.parent",
                        "http://parent.example:1",
                        "sekisho.egress.parent-authorization",
                        text)))
        .hasMessageContaining("sekisho.egress.parent-authorization")
        .message()
        .doesNotContain("Basic");
  }

  @Test
  void shouldNotShowTheAuthorizationInItsText() {
    ParentProxy parent =
        parent(
                Map.of(
                    "sekisho.egress.parent", "http://parent.example:1",
                    "sekisho.egress.parent-authorization", "Basic hunter2"))
            .orElseThrow();

    assertThat(parent.authorization()).contains("Basic hunter2");
    assertThat(parent.toString()).doesNotContain("hunter2");
  }

  private static Optional<ParentProxy> parent(Map<String, String> keys) {
    return ParentProxy.of(TestConfig.with(keys).egress(), null);
  }
}
