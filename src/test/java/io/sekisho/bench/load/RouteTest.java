package io.sekisho.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {

  @Test
  void shouldBeTheSameOnceReadFromACommand() {
    List<Route> routes =
        List.of(Route.plain(1), Route.connect(3128, 443, List.of("A: b|c,d", "E: f g")));

    assertThat(Route.decode(routes.get(0).encoded() + "," + routes.get(1).encoded()))
        .isEqualTo(routes);
    assertThat(routes.get(1).encoded()).as("one word of a command").doesNotContain(" ", ",");
  }

  @Test
  void shouldAskForATunnel() {
    assertThat(Route.connect(3128, 443, List.of("A: b")).request())
        .isEqualTo("CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: 127.0.0.1:443\r\nA: b\r\n\r\n");
    assertThat(Route.plain(1).asks()).isFalse();
  }
}
