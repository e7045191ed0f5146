package io.sekisho.bench.load;

import java.io.IOException;
import java.util.Map;

/** One way of using a proxy; it answers named figures. */
interface Load {

  Map<String, Double> run(Signals signals) throws IOException;
}
