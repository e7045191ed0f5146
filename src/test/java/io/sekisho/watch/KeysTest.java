package io.sekisho.watch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong about the rules' keys refuses the start. */
class KeysTest {

  @ParameterizedTest
  @CsvSource({
    "repeat-after, 59s",
    "repeat-after, 31d",
    "learning, 4000d",
    "memory, 23h",
    "denials.threshold, 0",
    "denials.threshold, 10001",
    "denials.within, 0s",
    "denials.within, 25h",
    "denials.exempt-hosts, '*'",
    "denials.exempt-hosts, 'a..b'",
    "denials.exempt-clients, 'host.test'",
    "denials.exempt-clients, '192.0.2.1/24'",
    "bad-passes.threshold, -1",
    "scan-ports.threshold, 1",
    "scan-ports.threshold-of-all, 1",
    "scan-hosts.within, 2d",
    "new-destination-upload.threshold, 0",
    "new-destination-upload.new-for, 0s",
    "upload-baseline.factor, 1",
    "upload-baseline.min-days, 29",
    "upload-baseline.min-bytes, 0",
    "beacon.threshold, 3",
    "beacon.max-deviation-percent, 0",
    "beacon.max-deviation-percent, 101",
    "beacon.min-interval, 0s",
    "beacon.max-interval, 9s",
    "beacon.max-users, 100",
    "hello-violation.threshold, 0",
    "shared-pass.threshold, 1"
  })
  void shouldNameTheKeyThatIsWrong(String key, String value) {
    assertThatThrownBy(() -> of(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sekisho.watch." + key + " must be");
  }

  /** One that is off is checked all the same: it may be on tomorrow. */
  @Test
  void shouldCheckWhatIsOff() {
    assertThatThrownBy(
            () ->
                new Watch(
                    TestConfig.with(
                            Map.of(
                                "sekisho.watch.beacon.enabled", "false",
                                "sekisho.watch.beacon.threshold", "1"))
                        .watch(),
                    new Past(),
                    new Past()))
        .hasMessageContaining("sekisho.watch.beacon.threshold");
  }

  @Test
  void shouldTakeWhatIsRight() {
    assertThatCode(() -> of("denials.exempt-hosts", "*.example.com,192.0.2.1,[2001:db8::1]"))
        .doesNotThrowAnyException();
  }

  private static Watch of(String key, String value) {
    return new Watch(
        TestConfig.with(Map.of("sekisho.watch." + key, value)).watch(), new Past(), new Past());
  }
}
