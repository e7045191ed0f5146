package io.sekisho.audit;

/** The record did not get in. */
public final class NotRecorded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotRecorded() {
    super("the audit record could not be committed", null, false, false);
  }
}
