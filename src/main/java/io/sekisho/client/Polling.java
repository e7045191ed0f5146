package io.sekisho.client;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks for the token of a login until it is there, as seldom as the issuer wants (RFC 8628 §3.5).
 */
final class Polling {

  private static final Duration SLOWER = Duration.ofSeconds(5);

  private final Waiting waiting;

  Polling(Waiting waiting) {
    this.waiting = waiting;
  }

  /**
   * Returns the pass.
   *
   * @param ask one request for the token
   * @throws Failure if the login is denied or comes too late
   */
  Pass await(DeviceAuthorization login, Supplier<TokenAnswer> ask) {
    Duration end = waiting.elapsed().plus(login.life());
    Duration interval = login.interval();
    while (waiting.elapsed().plus(interval).compareTo(end) < 0) {
      pause(interval);
      TokenAnswer answer = ask.get();
      if (answer instanceof TokenAnswer.Issued issued) {
        return issued.pass();
      } else if (answer instanceof TokenAnswer.Refused refused) {
        throw new Failure(refused.message());
      } else if (answer instanceof TokenAnswer.SlowDown) {
        interval = interval.plus(SLOWER);
      } else if (answer instanceof TokenAnswer.Unavailable) {
        // An issuer in trouble is not helped by being asked as often.
        interval = interval.multipliedBy(2);
      }
    }
    throw new Failure("the code ended before the login; run the command again");
  }

  private void pause(Duration interval) {
    try {
      waiting.pause(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }
}
