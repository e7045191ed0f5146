package io.sekisho.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §7.6.3. */
class ViaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 gate                       | true",
        "HTTP/1.1 gate                  | true",
        "1.0 fred, 1.1 gate             | true",
        "1.0 fred,1.1\tgate (Sekisho/1) | true",
        "2 gate                         | true",
        "1.1 gate:3128                  | false",
        "1.1 gates                      | false",
        "1.1 a.gate                     | false",
        "1.1 fred (gate)                | false",
        "1.1 gate (a, b)                | true",
        "1.1 fred (a, (b), 1.1 gate)    | false",
        "1.1 fred (\\), 1.1 gate), 1.1 x  | false",
        "1.1 fred (, 1.1 gate           | false",
        "gate                           | false",
        "''                             | false",
      })
  void shouldKnowItsOwnName(String value, boolean loop) {
    assertThat(Via.read(List.of(value)).isLoopFor("gate")).isEqualTo(loop);
  }

  @Test
  void shouldReadEveryLine() {
    assertThat(Via.read(List.of("1.1 fred", "1.1 gate")).isLoopFor("gate")).isTrue();
  }

  @Test
  void shouldSendOnWhatItUnderstoodAndItself() {
    assertThat(
            Via.read(List.of("1.0 fred (x), nonsense", "2 b.example:80")).through("our \"gate\""))
        .isEqualTo("1.0 fred, 2 b.example:80, 1.1 our--gate-");
    assertThat(Via.read(List.of()).through("gate")).isEqualTo("1.1 gate");
  }

  @Test
  void shouldKnowItselfUnderANameThatIsNoToken() {
    assertThat(Via.read(List.of(Via.read(List.of()).through("our gate"))).isLoopFor("our gate"))
        .isTrue();
  }

  @Test
  void shouldTakeAnEndlessChainForALoop() {
    List<String> many = Stream.generate(() -> "1.1 fred").limit(17).toList();

    assertThat(Via.read(many).isLoopFor("gate")).isTrue();
    assertThat(Via.read(many.subList(0, 16)).isLoopFor("gate")).isFalse();
  }
}
