package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** Records as a stream is shown them. */
final class Records {

  private Records() {}

  static List<ObjectNode> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Records::numbered).toList();
  }

  static ObjectNode numbered(int sequence) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record
        .put("id", "id-" + sequence)
        .put("tunnelId", "tunnel-" + sequence)
        .put("kind", "opened")
        .put("node", "node-1")
        .put("recordedAt", "2026-11-26T12:34:56.789012Z")
        .put("attemptedAt", "2026-11-26T12:34:56.700000Z")
        .put("status", 200)
        .put("user", "alice")
        .put("clientAddress", "192.0.2.7")
        .put("clientPort", 40_000)
        .put("host", "api.example.com")
        .put("port", 443);
    record.putArray("groups").add("developers").add("ops");
    record.putArray("dialled").addObject().put("address", "198.51.100.1");
    return record
        .put("wouldDeny", false)
        .put("closeReason", "client_closed")
        .put("chain", 3L)
        .put("sequence", (long) sequence)
        .put("hash", "00ff");
  }
}
