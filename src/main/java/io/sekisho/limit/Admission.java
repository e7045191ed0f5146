package io.sekisho.limit;

import io.sekisho.connect.Refusal;

/** Whether a user may open one more tunnel. */
public sealed interface Admission {

  /**
   * Yes.
   *
   * @param slot to be released when the tunnel is over, or does not come about
   */
  record Granted(Slot slot) implements Admission {}

  /** No. */
  record Refused(Refusal refusal) implements Admission {}
}
