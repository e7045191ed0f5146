package io.sekisho.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** Meters for tests outside the container. */
public final class MetersFactory {

  private MetersFactory() {}

  public static Meters on(MeterRegistry registry) {
    return new Meters(registry);
  }
}
