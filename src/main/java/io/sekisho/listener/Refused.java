package io.sekisho.listener;

import io.sekisho.connect.Refusal;

/** Ends the flow of one attempt at whatever stage refused it. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;
  private final boolean recorded;

  private Refused(Refusal refusal, boolean recorded) {
    // An outcome, not an error: it needs no stack trace.
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
    this.recorded = recorded;
  }

  static Refused because(Refusal refusal) {
    return new Refused(refusal, false);
  }

  /** The journal has taken care of the record already. */
  static Refused recorded(Refusal refusal) {
    return new Refused(refusal, true);
  }

  Refusal refusal() {
    return refusal;
  }

  boolean isRecorded() {
    return recorded;
  }
}
