package io.sekisho.watch;

import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;

/** What users send on other days. Every method may block. */
public interface Baselines {

  /**
   * What a user has sent.
   *
   * @param today by the tunnels that began on the day that was asked for and are over
   * @param days on how many of the 28 days before there was anything
   * @param mean how much on one of those, on average
   * @param over which of the tunnels that were asked about are over, and so counted
   */
  record Baseline(long today, int days, double mean, Set<UUID> over) {}

  /**
   * What a user has sent on a day (UTC), and before it.
   *
   * @param open tunnels that were open, by what is known
   */
  Baseline of(String user, LocalDate day, Set<UUID> open);
}
