package io.sekisho.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.support.OtlpReceiver;
import io.sekisho.support.Ports;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stream to a receiver of OTLP. */
class OtlpStreamIT {

  @Test
  void shouldLoseNothingWhateverIsKilled() {
    try (OtlpReceiver receiver = new OtlpReceiver(Ports.free()).start();
        StreamTrial trial =
            new StreamTrial(
                "otlp", Map.of("LOGS_KIND", "otlp", "LOGS_OTLP_ENDPOINT", receiver.url()))) {
      trial.throughFaults(
          "logs",
          new StreamTrial.Receiver() {
            @Override
            public void kill() {
              receiver.stop();
            }

            @Override
            public void start() {
              receiver.start();
            }
          },
          () -> receiver.logs().size());

      trial.assertComplete(List.of(records(receiver)));
    }
  }

  private static List<JsonNode> records(OtlpReceiver receiver) {
    return receiver.logs().stream()
        .map(log -> StreamTrial.json(log.getBody().getStringValue()))
        .toList();
  }
}
