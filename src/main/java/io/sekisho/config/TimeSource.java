package io.sekisho.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock that everything reads. */
final class TimeSource {

  @Produces
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }
}
