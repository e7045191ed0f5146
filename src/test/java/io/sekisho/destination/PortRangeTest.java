package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  @ParameterizedTest
  @CsvSource({
    "443,        443,    true",
    "443,        444,    false",
    "8000-8100,  8000,   true",
    "8000-8100,  8100,   true",
    "8000-8100,  7999,   false",
    "8000-8100,  8101,   false",
    "1-65535,    65535,  true",
  })
  void shouldContainBothEnds(String range, int port, boolean contained) {
    assertThat(PortRange.parse(range).contains(port)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "0", "65536", "443-", "-443", "8100-8000", "1-2-3", "a", "1,2", " 1"})
  void shouldRefuseWhateverIsNoRange(String text) {
    assertThatThrownBy(() -> PortRange.parse(text)).isInstanceOf(SyntaxException.class);
  }
}
