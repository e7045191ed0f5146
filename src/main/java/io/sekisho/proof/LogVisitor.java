package io.sekisho.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Is led through a log: chain by chain in the order of their numbers, and within a chain by
 * sequence.
 */
public interface LogVisitor {

  /** How far a chain is known to have come, from elsewhere than its own records. */
  record Witness(long sequence, String hash) {}

  /**
   * A chain.
   *
   * @param number its number
   * @param start how it begins; empty if there are records of it and no start
   * @param from the sequence of the first record that is shown, if none is missing
   * @param open whether it is shown up to its end
   * @param successor what the next chain says of it, if there is one
   * @param writer what the process that writes it says, if that is this one
   */
  void chain(
      long number,
      Optional<ChainStart> start,
      long from,
      boolean open,
      Optional<Witness> successor,
      Optional<Witness> writer);

  /** What was dropped of the chain; comes before its records. */
  void dropped(DroppedRecords statement);

  /** A record of the chain, with its hash. */
  void record(ObjectNode record);

  /** Of the chain; comes behind the record that it is about, if that is there. */
  void checkpoint(Checkpoint checkpoint);

  /** A record that is in no chain; these come behind all chains. */
  void unchained(ObjectNode record);

  /** Nothing comes any more. */
  void end();
}
