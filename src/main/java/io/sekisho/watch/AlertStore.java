package io.sekisho.watch;

import java.util.List;

/** Keeps alerts. */
public interface AlertStore {

  /**
   * Makes alerts of findings, or adds them to the alerts that they belong to, all or nothing; to
   * none that somebody has seen to. Findings that it has been given before change nothing. Blocks.
   *
   * @return the alerts that are new
   */
  List<Alert> raise(List<Finding> findings);
}
