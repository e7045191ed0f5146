package io.sekisho.console;

import io.sekisho.api.HeldReading;
import io.sekisho.api.Period;
import io.sekisho.api.Replays;
import io.sekisho.policy.replay.Difference;
import io.sekisho.policy.replay.Replay;
import io.sekisho.store.ChangeAuthor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A replay in the background: how far it has come, and once it is over, what it found. One thread
 * works on it, others look.
 */
final class ReplayRun {

  /** Of the differences that are kept. */
  static final int MAX_LINES = 10_000;

  /** How it stands. */
  enum State {
    RUNNING,
    DONE,
    CANCELLED,
    TOO_LONG,
    FAILED
  }

  private final UUID id = UUID.randomUUID();
  private final ChangeAuthor owner;
  private final Period period;
  private final String against;
  private final int policies;
  private final HeldReading held;
  private final List<Difference> differences = new ArrayList<>();
  private long omitted;
  private volatile long attempts;
  private volatile long expected;
  private volatile boolean cancelled;
  private volatile Optional<Replay.Totals> totals = Optional.empty();
  private volatile State state = State.RUNNING;

  /** Of the question it keeps what is told of it, and none of the policies. */
  ReplayRun(ChangeAuthor owner, Replays.Question question, HeldReading held) {
    this.owner = owner;
    this.period = question.period();
    this.against = question.against();
    this.policies = question.policies();
    this.held = held;
  }

  UUID id() {
    return id;
  }

  boolean isOwnedBy(ChangeAuthor author) {
    return owner.equals(author);
  }

  /** Whose attempts are decided. */
  Period period() {
    return period;
  }

  /** What they are compared with. */
  String against() {
    return against;
  }

  /** How many policies the draft has. */
  int policies() {
    return policies;
  }

  HeldReading held() {
    return held;
  }

  /**
   * How it stands; cancelled from the moment it is to be, though its last query may take longer.
   */
  State state() {
    State now = state;
    return now == State.RUNNING && cancelled ? State.CANCELLED : now;
  }

  /** How many attempts are decided so far. */
  long attempts() {
    return attempts;
  }

  /** How many there are at most; 0 as long as that is not known. */
  long expected() {
    return expected;
  }

  /** What became of all attempts, if it is done. */
  Optional<Replay.Totals> totals() {
    return totals;
  }

  /** The first of the differences; none before it is done. */
  List<Difference> differences() {
    return state == State.DONE ? differences : List.of();
  }

  /** How many more there were. */
  long omitted() {
    return state == State.DONE ? omitted : 0;
  }

  /** Ends it; blocks for a moment. */
  void cancel() {
    cancelled = true;
    held.reading().cancel();
  }

  void expect(long most) {
    expected = most;
  }

  /** Counts one; the working thread only. */
  void count() {
    attempts = attempts + 1;
  }

  /** Keeps one; the working thread only. */
  void keep(Difference difference) {
    if (differences.size() < MAX_LINES) {
      differences.add(difference);
    } else {
      omitted++;
    }
  }

  /** It is over; without totals it was broken off. */
  void end(Optional<Replay.Totals> all) {
    totals = cancelled ? Optional.empty() : all;
    end(all.isPresent() && !cancelled ? State.DONE : broken());
  }

  /** It is over, and why is not known, unless it was ended from elsewhere. */
  void fail() {
    end(broken());
  }

  private State broken() {
    if (cancelled) {
      return State.CANCELLED;
    }
    return held.reading().isCancelled() ? State.TOO_LONG : State.FAILED;
  }

  private void end(State last) {
    if (last != State.DONE) {
      differences.clear();
    }
    state = last;
  }
}
