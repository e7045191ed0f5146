package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.config.SekishoConfig;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PoliciesInForce;
import io.sekisho.support.TestConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyPacFileTest {

  private final CurrentPolicies policies = PoliciesInForce.of(List.of());

  @Test
  void shouldNameTheProxiesOfTheConfigurationWhateverIsAskedFor() {
    String text =
        file(Map.of("sekisho.pac.proxy", "https://proxy.corp:3129, http://proxy.corp:3128"))
            .script("\";alert(1);\"")
            .orElseThrow()
            .text();
    assertThat(text).startsWith("var PROXY = \"HTTPS proxy.corp:3129; PROXY proxy.corp:3128\";\n");
  }

  @Test
  void shouldSendElsewhereWhatTheConfigurationSays() {
    String text =
        file(Map.of(
                "sekisho.pac.proxy", "http://proxy.corp:3128",
                "sekisho.pac.otherwise", "direct",
                "sekisho.pac.direct", "*.corp,bücher.example,10.20.0.0/16"))
            .script("x")
            .orElseThrow()
            .text();
    assertThat(text)
        .contains("var OTHERWISE = \"DIRECT\";")
        .contains("\".corp\": 0", "\"=xn--bcher-kva.example\": 0", "[\"10.20.0.0/16\", 0]");
  }

  @Test
  void shouldNotBeThereIfItIsSwitchedOff() {
    assertThat(
            file(Map.of("sekisho.pac.enabled", "false", "sekisho.pac.proxy", "http://p:1"))
                .script("x"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sekisho.pac.proxy, proxy.corp:3128",
    "sekisho.pac.proxy, socks://proxy.corp:3128",
    "sekisho.pac.direct, *",
    "sekisho.pac.direct, http://corp",
    "sekisho.pac.direct, 10.0.0.1/8",
  })
  void shouldSayWhichKeyIsWrong(String key, String value) {
    assertThatThrownBy(() -> file(Map.of(key, value)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(key + ": ");
  }

  private ProxyPacFile file(Map<String, String> keys) {
    SekishoConfig config = TestConfig.with(keys);
    return new ProxyPacFile(config, policies, new ProxyAddresses(config, null), Clock.systemUTC());
  }
}
