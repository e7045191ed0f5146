package io.sekisho.tunnel;

import java.util.List;

/**
 * The life of a tunnel as a pure function of state and event.
 *
 * <pre>
 *   Open ── one side finishes ──▶ HalfClosed ── the other finishes ──▶ Closed
 *    │                                │                                  ▲
 *    └── a side breaks, or the tunnel is cut ────────────────────────────┘
 * </pre>
 */
final class Lifecycle {

  private Lifecycle() {}

  /** Where a tunnel is. */
  sealed interface State {}

  /** Bytes flow both ways. */
  record Open() implements State {}

  /** One side has finished; bytes flow towards it only. */
  record HalfClosed(Side finished) implements State {}

  /** It is over. */
  record Closed(CloseReason reason) implements State {}

  /** What can happen to a tunnel. */
  sealed interface Event {}

  /** A side will send nothing more (a FIN). */
  record Finished(Side side) implements Event {}

  /** A side's connection broke. */
  record Broken(Side side) implements Event {}

  /** We end it. */
  record Cut(CloseReason reason) implements Event {}

  /** What is to be done about it. */
  sealed interface Effect {}

  /** Pass the end of the stream on to this side, behind all bytes still on their way to it. */
  record FinishOutput(Side side) implements Effect {}

  /** Close this side once all bytes still on their way to it are out (RFC 9110 §9.3.6). */
  record CloseAfterFlush(Side side) implements Effect {}

  /** The same, but with a reset, so that this side does not take what it has for all there is. */
  record ResetAfterFlush(Side side) implements Effect {}

  /** Close this side at once. */
  record CloseNow(Side side) implements Effect {}

  /** The new state and what to do. */
  record Step(State state, List<Effect> effects) {}

  static Step next(State state, Event event) {
    if (state instanceof Closed) {
      return new Step(state, List.of());
    }
    if (event instanceof Broken broken) {
      return broken(state, broken.side());
    }
    if (event instanceof Cut cut) {
      return new Step(
          new Closed(cut.reason()), List.of(new CloseNow(Side.CLIENT), new CloseNow(Side.TARGET)));
    }
    Side side = ((Finished) event).side();
    if (state instanceof HalfClosed half) {
      return half.finished() == side
          ? new Step(state, List.of())
          : new Step(
              new Closed(half.finished().closed()),
              List.of(new CloseAfterFlush(side.other()), new CloseAfterFlush(side)));
    }
    return new Step(new HalfClosed(side), List.of(new FinishOutput(side.other())));
  }

  /**
   * A break is passed on as a break. A side that had finished in order before, and then broke, has
   * only closed the rest of its connection: that is how a program that exits looks.
   */
  private static Step broken(State state, Side side) {
    boolean hadFinished = state instanceof HalfClosed half && half.finished() == side;
    return hadFinished
        ? new Step(
            new Closed(side.closed()),
            List.of(new CloseAfterFlush(side.other()), new CloseNow(side)))
        : new Step(
            new Closed(side.reset()),
            List.of(new ResetAfterFlush(side.other()), new CloseNow(side)));
  }
}
