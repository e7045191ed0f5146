package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkTest {

  @Test
  void shouldEncodeWhatItCarries() {
    assertThat(Link.to("/console/tunnels").with("user", "a&b=c <\"é+").toString())
        .isEqualTo("/console/tunnels?user=a%26b%3Dc+%3C%22%C3%A9%2B");
  }

  @Test
  void shouldLeaveOutWhatIsEmpty() {
    assertThat(Link.to("/x").with(Map.of("a", "")).with("b", null).toString()).isEqualTo("/x");
    assertThat(Link.to("/x").with("a", "1").with("a", "").toString()).isEqualTo("/x");
  }
}
