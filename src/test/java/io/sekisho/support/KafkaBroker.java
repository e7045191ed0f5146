package io.sekisho.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A real Kafka broker, a process of its own with one topic. */
public final class KafkaBroker implements AutoCloseable {

  public static final String TOPIC = "audit";
  private static final int PARTITIONS = 3;

  private static final String CONFIGURATION =
      """
      process.roles=broker,controller
      node.id=1
      controller.quorum.voters=1@localhost:%2$d
      controller.listener.names=CONTROLLER
      listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
      advertised.listeners=PLAINTEXT://localhost:%1$d
      log.dirs=%3$s/data
      offsets.topic.replication.factor=1
      auto.create.topics.enable=false
      """;

  private final int port = Ports.free();
  private final Path directory;
  private final Path configuration;
  private Process process;

  public KafkaBroker(Path directory) {
    this.directory = directory;
    try {
      configuration =
          Files.writeString(
              directory.resolve("server.properties"),
              CONFIGURATION.formatted(port, Ports.free(), directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c");
    if (exitStatus() != 0) {
      throw new AssertionError("the broker has no storage; see " + log());
    }
  }

  /** Starts it, and returns once the topic is there. */
  public KafkaBroker start() {
    run("kafka.Kafka");
    await("a Kafka broker; see " + log())
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(this::hasTopic);
    return this;
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  /** All that is in the topic, by partition, in its order. */
  public Map<Integer, List<ConsumerRecord<String, String>>> records() {
    Map<Integer, List<ConsumerRecord<String, String>>> records = new TreeMap<>();
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(TOPIC, n)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> isBefore(consumer, end))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    records
                        .computeIfAbsent(record.partition(), number -> new ArrayList<>())
                        .add(record));
      }
    }
    return records;
  }

  @Override
  public void close() {
    kill();
  }

  private static boolean isBefore(
      Consumer<String, String> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) < end.getValue();
  }

  private boolean hasTopic() throws InterruptedException, ExecutionException {
    if (!process.isAlive()) {
      throw new AssertionError("the broker has ended; see " + log());
    }
    try (Admin admin = Admin.create(client())) {
      if (!admin.listTopics().names().get().contains(TOPIC)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
    }
    return true;
  }

  private Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put("default.api.timeout.ms", 5_000);
    properties.put("request.timeout.ms", 4_000);
    return properties;
  }

  private void run(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("sekisho.kafka.home") + "/*",
                program));
    command.addAll(List.of(arguments));
    command.add(configuration.toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int exitStatus() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end; see " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Path log() {
    return directory.resolve("kafka.log");
  }
}
