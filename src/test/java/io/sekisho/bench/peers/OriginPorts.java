package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import java.util.List;
import java.util.Map;

/** Where the origins listen. */
record OriginPorts(Map<Origins.Kind, List<Integer>> ports) {

  List<Integer> of(Origins.Kind kind) {
    return ports.get(kind);
  }
}
