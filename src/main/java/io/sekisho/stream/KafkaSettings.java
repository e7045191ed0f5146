package io.sekisho.stream;

import io.sekisho.config.StreamConfig.Kafka;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/** {@code ….kafka.*} as a sink. */
final class KafkaSettings {

  /** What makes an acknowledgement worth something, and come in time. */
  private static final Map<String, Object> OURS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          5_000L,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          4_000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          9_000,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          StringSerializer.class,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          StringSerializer.class);

  private KafkaSettings() {}

  static Sink.Opening opening(Keys keys, String stream, Kafka config) {
    String topic = keys.needed("kafka.topic", config.topic());
    if (!Topic.isValid(topic)) {
      throw keys.invalid("kafka.topic", "is not the name of a topic");
    }
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "sekisho-" + stream);
    config
        .properties()
        .forEach(
            (name, value) -> {
              if (OURS.containsKey(name) || name.equals(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
                throw keys.invalid("kafka.properties." + name, "is not to be changed");
              }
              properties.put(name, value);
            });
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers(keys, config));
    properties.putAll(OURS);
    check(keys, properties);
    return () -> new KafkaSink(properties, topic);
  }

  private static String brokers(Keys keys, Kafka config) {
    String brokers = keys.needed("kafka.bootstrap-servers", config.bootstrapServers());
    for (String broker : brokers.split(",", -1)) {
      if (Utils.getHost(broker.strip()) == null || Utils.getPort(broker.strip()) == null) {
        throw keys.invalid("kafka.bootstrap-servers", "must be host:port,host:port");
      }
    }
    return brokers;
  }

  /** By Kafka's own rules, without looking for brokers. */
  private static void check(Keys keys, Map<String, Object> properties) {
    try {
      new ProducerConfig(properties);
    } catch (ConfigException e) {
      // Its message repeats the value, which may be a password; its first words name the key.
      throw keys.invalid("kafka", "is not what Kafka's producer takes" + named(e, properties));
    }
  }

  private static String named(ConfigException e, Map<String, Object> properties) {
    return properties.keySet().stream()
        .filter(name -> String.valueOf(e.getMessage()).contains(" " + name + " "))
        .map(name -> ": " + name)
        .findFirst()
        .orElse("");
  }
}
