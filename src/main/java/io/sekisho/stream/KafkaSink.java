package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A topic of Kafka: what all its in-sync replicas have acknowledged it has. All records of a tunnel
 * are in one partition.
 */
final class KafkaSink implements Sink {

  private static final List<String> HEADERS = List.of("id", "kind", "chain", "sequence");

  private final Producer<String, String> producer;
  private final String topic;

  KafkaSink(Map<String, Object> properties, String topic) {
    this.producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    this.topic = topic;
  }

  @Override
  public void deliver(List<ObjectNode> records) throws InterruptedException, ExecutionException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (ObjectNode record : records) {
      Future<RecordMetadata> acknowledgement = producer.send(message(record));
      if (acknowledgement.isDone()) {
        // It failed; each of the others would take as long to.
        acknowledgement.get();
      }
      sent.add(acknowledgement);
    }
    producer.flush();
    for (Future<RecordMetadata> acknowledgement : sent) {
      acknowledgement.get();
    }
  }

  /** Without what it still holds, as that was not confirmed. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  private ProducerRecord<String, String> message(ObjectNode record) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, record.get("tunnelId").textValue(), record.toString());
    for (String name : HEADERS) {
      message.headers().add(name, record.get(name).asText().getBytes(StandardCharsets.UTF_8));
    }
    return message;
  }
}
