package io.sekisho.webhook;

import io.sekisho.watch.Alert;
import io.sekisho.watch.Finding.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The alerts that wait to be sent. Every method may block. */
public interface Outbox {

  /**
   * An alert whose turn it is.
   *
   * @param attempts how often it was sent, this time included
   */
  record Due(Alert alert, List<Evidence> evidence, int attempts) {}

  /**
   * Takes the oldest one if its time has come, for so long; nobody else has it meanwhile, nor one
   * that was raised later.
   */
  Optional<Due> claim(Duration lease);

  /** It was taken. */
  void delivered(Due due);

  /** It will not be sent any more. */
  void givenUp(Due due);

  /** It is sent again, and none before it. */
  void again(Due due, Duration wait);
}
