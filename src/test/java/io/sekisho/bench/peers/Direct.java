package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import java.util.List;

/** No proxy at all: what loopback, driver and origins give. */
record Direct(OriginPorts origins) implements Contender {

  static final String NAME = "direct";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Route> routes(Origins.Kind kind) {
    return origins.of(kind).stream().map(Route::plain).toList();
  }

  @Override
  public List<Long> processes() {
    return List.of();
  }

  @Override
  public boolean isJvm() {
    return false;
  }

  @Override
  public boolean isPeer() {
    return false;
  }

  @Override
  public Contender fresh() {
    return this;
  }

  @Override
  public void close() {
    // There is nothing that runs.
  }
}
