package io.sekisho.bench.peers;

/** A row of the table. */
enum Figure {
  TUNNELS("tunnels per second, 32 clients", Better.MORE, 0),
  TUNNEL_COST("– processor time per tunnel, µs", Better.LESS, 0, true),
  LATENCY_P50("CONNECT → 200 at a fixed rate, p50, ms", Better.LESS, 2),
  LATENCY_P99("– p99, ms", Better.LESS, 2),
  LATENCY_MAX("– longest, ms", Better.LESS, 1),
  LATENCY_COST("– processor time per tunnel, µs", Better.LESS, 0, true),
  DOWN("16 tunnels down, Gbit/s", Better.MORE, 1),
  DOWN_COST("– processor seconds per GB", Better.LESS, 2, true),
  UP("16 tunnels up, Gbit/s", Better.MORE, 1),
  UP_COST("– processor seconds per GB", Better.LESS, 2, true),
  ROUND_TRIPS("64 tunnels, 64-byte round trips per second", Better.MORE, 0),
  ROUND_TRIP_COST("– processor time per round trip, µs", Better.LESS, 1, true),
  IDLE("KiB per idle tunnel", Better.LESS, 1, true),
  HALF_CLOSE("half-close right, client first", Better.MORE, 0),
  RESIDENT("resident memory at the end, MiB", Better.LESS, 0, true);

  private final String title;
  private final Better better;
  private final int decimals;
  private final boolean ofProcesses;

  /** Which way is better. */
  enum Better {
    MORE,
    LESS
  }

  Figure(String title, Better better, int decimals) {
    this(title, better, decimals, false);
  }

  Figure(String title, Better better, int decimals, boolean ofProcesses) {
    this.title = title;
    this.better = better;
    this.decimals = decimals;
    this.ofProcesses = ofProcesses;
  }

  String title() {
    return title;
  }

  boolean isMoreBetter() {
    return better == Better.MORE;
  }

  int decimals() {
    return decimals;
  }

  /** Whether it tells of the proxy's processes; direct has none. */
  boolean isOfProcesses() {
    return ofProcesses;
  }
}
