package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records as lines of JSON. */
final class Lines {

  private Lines() {}

  /** All of them, each ended by a line feed; there is none inside. */
  static byte[] of(List<ObjectNode> records) {
    StringBuilder lines = new StringBuilder();
    records.forEach(record -> lines.append(record).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
