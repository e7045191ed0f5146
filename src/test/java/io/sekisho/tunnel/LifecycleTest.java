package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.tunnel.Lifecycle.Broken;
import io.sekisho.tunnel.Lifecycle.CloseAfterFlush;
import io.sekisho.tunnel.Lifecycle.CloseNow;
import io.sekisho.tunnel.Lifecycle.Closed;
import io.sekisho.tunnel.Lifecycle.Cut;
import io.sekisho.tunnel.Lifecycle.Event;
import io.sekisho.tunnel.Lifecycle.FinishOutput;
import io.sekisho.tunnel.Lifecycle.Finished;
import io.sekisho.tunnel.Lifecycle.HalfClosed;
import io.sekisho.tunnel.Lifecycle.Open;
import io.sekisho.tunnel.Lifecycle.ResetAfterFlush;
import io.sekisho.tunnel.Lifecycle.State;
import io.sekisho.tunnel.Lifecycle.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LifecycleTest {

  @ParameterizedTest
  @EnumSource(Side.class)
  void shouldPassAnEndOnAndKeepTheOtherDirectionOpen(Side side) {
    Step step = Lifecycle.next(new Open(), new Finished(side));

    assertThat(step)
        .isEqualTo(new Step(new HalfClosed(side), List.of(new FinishOutput(side.other()))));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void shouldCloseOnceBothHaveFinishedInTheNameOfTheFirst(Side first) {
    Step step = Lifecycle.next(new HalfClosed(first), new Finished(first.other()));

    assertThat(step.state()).isEqualTo(new Closed(first.closed()));
    assertThat(step.effects())
        .containsExactlyInAnyOrder(
            new CloseAfterFlush(Side.CLIENT), new CloseAfterFlush(Side.TARGET));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void shouldPassABreakOnAsABreak(Side side) {
    Step step = Lifecycle.next(new Open(), new Broken(side));

    assertThat(step.state()).isEqualTo(new Closed(side.reset()));
    assertThat(step.effects())
        .containsExactlyInAnyOrder(new ResetAfterFlush(side.other()), new CloseNow(side));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void shouldTakeABreakBehindAnEndForTheEnd(Side side) {
    assertThat(Lifecycle.next(new HalfClosed(side), new Broken(side)).state())
        .isEqualTo(new Closed(side.closed()));
    assertThat(Lifecycle.next(new HalfClosed(side), new Broken(side.other())).state())
        .isEqualTo(new Closed(side.other().reset()));
  }

  static Stream<State> openStates() {
    return Stream.of(new Open(), new HalfClosed(Side.CLIENT), new HalfClosed(Side.TARGET));
  }

  @ParameterizedTest
  @MethodSource("openStates")
  void shouldCutAtAnyTime(State state) {
    Step step = Lifecycle.next(state, new Cut(CloseReason.POLICY_REVOKED));

    assertThat(step.state()).isEqualTo(new Closed(CloseReason.POLICY_REVOKED));
    assertThat(step.effects())
        .containsExactlyInAnyOrder(new CloseNow(Side.CLIENT), new CloseNow(Side.TARGET));
  }

  @Test
  void shouldStayClosedWhateverHappens() {
    State closed = new Closed(CloseReason.DRAIN);

    for (Event event : events()) {
      assertThat(Lifecycle.next(closed, event))
          .as("%s", event)
          .isEqualTo(new Step(closed, List.of()));
    }
  }

  /**
   * Every order of every three events: ends closed after two finishes, a break or a cut; never
   * reopens.
   */
  @Test
  void shouldNeverReopen() {
    for (Event first : events()) {
      for (Event second : events()) {
        for (Event third : events()) {
          List<State> states = new ArrayList<>(List.of(new Open()));
          for (Event event : List.of(first, second, third)) {
            states.add(Lifecycle.next(states.get(states.size() - 1), event).state());
          }
          assertThat(states)
              .as("%s, %s, %s", first, second, third)
              .isSortedAccordingTo((a, b) -> Integer.compare(progress(a), progress(b)));
        }
      }
    }
  }

  private static int progress(State state) {
    return state instanceof Open ? 0 : state instanceof HalfClosed ? 1 : 2;
  }

  private static List<Event> events() {
    return List.of(
        new Finished(Side.CLIENT),
        new Finished(Side.TARGET),
        new Broken(Side.CLIENT),
        new Broken(Side.TARGET),
        new Cut(CloseReason.IDLE_TIMEOUT));
  }
}
