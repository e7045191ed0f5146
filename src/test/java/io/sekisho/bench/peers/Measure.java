package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is measured, by which load, and the figures it gives. */
enum Measure {
  TUNNELS(Origins.Kind.ECHO) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(
          Figure.TUNNELS, outcome.perSecond(), Figure.TUNNEL_COST, outcome.microsecondsEach());
    }

    @Override
    int number(Options options) {
      return 32;
    }
  },
  LATENCY(Origins.Kind.ECHO) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(
          Figure.LATENCY_P50, outcome.told("p50"),
          Figure.LATENCY_P99, outcome.told("p99"),
          Figure.LATENCY_MAX, outcome.told("max"),
          Figure.LATENCY_COST, outcome.microsecondsEach());
    }

    @Override
    int number(Options options) {
      return options.rate();
    }
  },
  DOWN(Origins.Kind.SOURCE) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(
          Figure.DOWN, outcome.gigabitsPerSecond(), Figure.DOWN_COST, outcome.secondsPerGigabyte());
    }

    @Override
    int number(Options options) {
      return 16;
    }
  },
  UP(Origins.Kind.DISCARD) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(
          Figure.UP, outcome.gigabitsPerSecond(), Figure.UP_COST, outcome.secondsPerGigabyte());
    }

    @Override
    int number(Options options) {
      return 16;
    }
  },
  ROUND_TRIPS(Origins.Kind.ECHO) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(
          Figure.ROUND_TRIPS,
          outcome.perSecond(),
          Figure.ROUND_TRIP_COST,
          outcome.microsecondsEach());
    }

    @Override
    int number(Options options) {
      return 64;
    }
  },
  IDLE(Origins.Kind.ECHO) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(Figure.IDLE, outcome.kibEach());
    }

    @Override
    int number(Options options) {
      return options.idle();
    }
  },
  HALF_CLOSE(Origins.Kind.AFTERWARDS) {
    @Override
    Map<Figure, Double> figures(Outcome outcome) {
      return Map.of(Figure.HALF_CLOSE, outcome.told("right"));
    }

    @Override
    int number(Options options) {
      return 1;
    }
  };

  private final Origins.Kind origin;

  Measure(Origins.Kind origin) {
    this.origin = origin;
  }

  abstract Map<Figure, Double> figures(Outcome outcome);

  abstract int number(Options options);

  /** Whether its figures are of time. */
  boolean isTimed() {
    return this != IDLE && this != HALF_CLOSE;
  }

  Origins.Kind origin() {
    return origin;
  }

  /** Its name in options, which is also its load's. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String command(List<Route> routes, Options options) {
    return command(routes, options, options.warmUpSeconds(), options.seconds());
  }

  String command(List<Route> routes, Options options, double warmUp, double seconds) {
    return "%s %s number=%d warm-up=%s seconds=%s"
        .formatted(
            label(),
            routes.stream().map(Route::encoded).collect(Collectors.joining(",")),
            number(options),
            warmUp,
            seconds);
  }
}
