package io.sekisho.proof;

import java.util.List;

/**
 * What a log was found to be.
 *
 * @param intact whether nothing is known to be wrong
 * @param records how many were looked at
 * @param unproven how many of them no checkpoint confirms: whether some behind the last of them are
 *     missing nobody could tell
 * @param unchained how many are from before there were chains
 * @param checkpoints how many signatures are good
 * @param untrusted how many checkpoints and statements are signed by keys that are not known
 * @param chains the chains, at most the first 1000
 * @param fault the first one; null if it is intact
 * @param faults how many
 */
public record Verification(
    boolean intact,
    long records,
    long unproven,
    long unchained,
    long checkpoints,
    long untrusted,
    List<Chain> chains,
    Fault fault,
    long faults) {

  /**
   * What was looked at of one chain.
   *
   * @param node who wrote it
   * @param first the first record's sequence; null if there is none
   * @param last the last record's sequence; null if there is none
   * @param unproven how many records behind its last checkpoint
   * @param ended whether its process stopped in order, so that nothing comes behind
   */
  public record Chain(
      long chain,
      String node,
      String startedAt,
      Long first,
      Long last,
      long records,
      long unproven,
      boolean ended) {}
}
