package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.pac.ProxyAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientSetupTest {

  private static final ProxyAddress TLS = ProxyAddress.parse("https://proxy.example.com:3129");
  private static final ProxyAddress PLAIN = ProxyAddress.parse("http://[2001:db8::1]:3128");

  @Test
  void shouldPreferTlsAndGoInTheClearWhereProgramsNeedIt() {
    ClientSetup setup = setup("https://id.example.com/realms/a", List.of(PLAIN, TLS));
    assertThat(setup.isBoth()).isTrue();
    assertThat(setup.isPlainOnly()).isFalse();
    assertThat(setup.curl()).contains("-x https://proxy.example.com:3129 ");
    assertThat(setup.git())
        .contains("http.proxy https://token@proxy.example.com:3129\n")
        .contains("credential.https://proxy.example.com:3129.helper");
    assertThat(setup.npm()).contains("https-proxy=https://token:${TOKEN}@proxy.example.com:3129'");
    assertThat(setup.plainEnvironment()).contains("http://token:$TOKEN@[2001:db8::1]:3128");
    assertThat(setup.maven())
        .contains("<host>2001:db8::1</host>", "<port>3128</port>", "${env.TOKEN}");
  }

  @Test
  void shouldTellWhereThereIsOneListenerOrNone() {
    ClientSetup plain = setup("https://id.example.com", List.of(PLAIN));
    assertThat(plain.isPlainOnly()).isTrue();
    assertThat(plain.curl()).contains("-x http://[2001:db8::1]:3128 ");
    ClientSetup tls = setup("https://id.example.com", List.of(TLS));
    assertThat(tls.maven()).isEmpty();
    assertThat(tls.plainEnvironment()).isEmpty();
    assertThat(setup("https://id.example.com", List.of()).isKnown()).isFalse();
  }

  @Test
  void shouldLetNoTextBecomeACommand() {
    assertThat(setup("https://id/$(id)'; x", List.of(TLS)).command("the id, it's \"given\""))
        .contains("SEKISHO_ISSUER='https://id/$(id)'\\''; x'\n")
        .contains("SEKISHO_CLIENT_ID='the id, it'\\''s \"given\"'\n");
  }

  private static ClientSetup setup(String issuer, List<ProxyAddress> all) {
    return ClientSetup.of(issuer, all, true, "https://sekisho.example.com/proxy.pac");
  }
}
