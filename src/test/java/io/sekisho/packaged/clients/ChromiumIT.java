package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.packaged.clients.Surroundings.Caller;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A browser, which waits for a challenge and asks its user to log in. */
@ExtendWith(Surroundings.Shared.class)
class ChromiumIT {

  private final Surroundings surroundings;
  @TempDir Path home;

  ChromiumIT(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @WithEveryPassSize
  void shouldPassByAnsweringTheChallenge(int size) {
    Caller caller = surroundings.caller(size);

    shouldReadThePageThrough("--proxy-server=" + caller.bareProxyUrl(), caller);

    surroundings.shouldHaveRecorded(caller, "Mozilla/5.0 ");
  }

  @WithEveryPassSize
  void shouldPassByHttp2OverTls(int size) {
    Caller caller = surroundings.caller(size);

    shouldReadThePageThrough("--proxy-server=" + caller.bareTlsProxyUrl(), caller);

    surroundings.shouldHaveRecordedOverTls(caller, "h2", "Mozilla/5.0 ");
  }

  @WithEveryPassSize
  void shouldFindTheWayByTheScript(int size) {
    Caller caller = surroundings.caller(size);

    shouldReadThePageThrough("--proxy-pac-url=" + surroundings.scriptUrl(), caller);

    surroundings.shouldHaveRecordedOverTls(caller, "h2", "Mozilla/5.0 ");
  }

  private void shouldReadThePageThrough(String proxy, Caller caller) {
    String pin = surroundings.identity().pin();
    try (Chromium browser = new Chromium(home, proxy, pin, caller.user(), caller.pass())) {
      assertThat(browser.read(surroundings.url("/page.txt"))).isEqualTo(Origin.PAGE);
      assertThat(browser.challenges()).containsExactly("Proxy basic sekisho");
    }
  }
}
