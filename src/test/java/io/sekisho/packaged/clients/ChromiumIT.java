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

    try (Chromium browser =
        new Chromium(
            home,
            caller.bareProxyUrl(),
            surroundings.certificates().serverPin(),
            caller.user(),
            caller.pass())) {
      assertThat(browser.read(surroundings.url("/page.txt"))).isEqualTo(Origin.PAGE);
      assertThat(browser.challenges()).containsExactly("Proxy basic sekisho");
    }
    surroundings.shouldHaveRecorded(caller, "Mozilla/5.0 ");
  }
}
