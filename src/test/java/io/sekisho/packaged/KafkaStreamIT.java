package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.support.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream to a real Kafka broker. */
class KafkaStreamIT {

  @TempDir Path directory;

  @Test
  void shouldLoseNothingWhateverIsKilled() {
    try (KafkaBroker broker = new KafkaBroker(directory).start();
        StreamTrial trial =
            new StreamTrial(
                "kafka",
                Map.of(
                    "EVENTS_KIND",
                    "kafka",
                    "EVENTS_KAFKA_TOPIC",
                    KafkaBroker.TOPIC,
                    "EVENTS_KAFKA_BOOTSTRAP_SERVERS",
                    broker.bootstrapServers(),
                    "EVENTS_KAFKA_PROPERTIES_COMPRESSION_TYPE",
                    "gzip"))) {
      trial.throughFaults("events", receiver(broker), () -> size(broker));

      Map<Integer, List<ConsumerRecord<String, String>>> topic = broker.records();
      trial.assertComplete(topic.values().stream().map(KafkaStreamIT::values).toList());
      assertThat(topic).as("all partitions have some").hasSize(3);
      ConsumerRecord<String, String> record = topic.get(0).get(0);
      JsonNode json = StreamTrial.json(record.value());
      assertThat(record.key()).isEqualTo(json.get("tunnelId").textValue());
      assertThat(
              StreamSupport.stream(record.headers().spliterator(), false)
                  .map(header -> header.key() + "=" + text(header.value())))
          .containsExactly(
              "id=" + json.get("id").textValue(),
              "kind=" + json.get("kind").textValue(),
              "chain=" + json.get("chain"),
              "sequence=" + json.get("sequence"));
      assertThat(trial.node().output())
          .as("the client's own words on a broker that is away")
          .doesNotContain("org.apache.kafka");
    }
  }

  private static int size(KafkaBroker broker) {
    return broker.records().values().stream().mapToInt(List::size).sum();
  }

  private static List<JsonNode> values(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(record -> StreamTrial.json(record.value())).toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static StreamTrial.Receiver receiver(KafkaBroker broker) {
    return new StreamTrial.Receiver() {
      @Override
      public void kill() {
        broker.kill();
      }

      @Override
      public void start() {
        broker.start();
      }
    };
  }
}
