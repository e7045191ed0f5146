package io.sekisho.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final long SECOND = 1_000_000_000;

  private final List<String> told = new ArrayList<>();
  private long now = 17;

  @Test
  void shouldCountNeitherWhatWarmsUpNorWhatComesLater() {
    Window window = new Window(new Length(2, 4), () -> now, new Told());

    assertThat(window.goesOn(0)).as("at the start").isTrue();
    now += SECOND;
    assertThat(window.goesOn(50)).as("warming up").isTrue();
    assertThat(told).isEmpty();
    now += SECOND;
    assertThat(window.goesOn(100)).as("at its begin").isTrue();
    now += 5 * SECOND;
    assertThat(window.goesOn(600)).as("at its end, which was noticed late").isFalse();

    assertThat(told).containsExactly("begin", "end");
    assertThat(window.figures()).isEqualTo(Map.of("count", 500.0, "seconds", 5.0));
  }

  private final class Told implements Signals {

    @Override
    public void begin() {
      told.add("begin");
    }

    @Override
    public void half() {
      told.add("half");
    }

    @Override
    public void end() {
      told.add("end");
    }

    @Override
    public void note(String note) {
      told.add(note);
    }

    @Override
    public void await() {
      told.add("await");
    }
  }
}
