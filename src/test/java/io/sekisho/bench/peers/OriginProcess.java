package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The origins' process. */
final class OriginProcess implements AutoCloseable {

  private final ChildProcess process;
  private final Map<Origins.Kind, List<Integer>> ports = new EnumMap<>(Origins.Kind.class);

  OriginProcess() throws IOException {
    process = ChildProcess.startJava(Origins.class);
    BufferedReader output = process.process().inputReader(StandardCharsets.US_ASCII);
    String line;
    while ((line = output.readLine()) != null && !line.equals("ready")) {
      String[] words = line.split(" ");
      ports
          .computeIfAbsent(Origins.Kind.valueOf(words[0]), kind -> new ArrayList<>())
          .add(Integer.valueOf(words[1]));
    }
    if (line == null) {
      throw new IOException("the origins do not start");
    }
  }

  OriginPorts ports() {
    return new OriginPorts(ports);
  }

  @Override
  public void close() {
    process.close();
  }
}
