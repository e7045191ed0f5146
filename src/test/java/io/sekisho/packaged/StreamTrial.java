package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A node under a load of tunnels, whose log leaves on streams, and the faults they live through.
 */
final class StreamTrial implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 4;

  private final PostgresServer postgres = new PostgresServer();
  private final TestIssuer issuer = new TestIssuer();
  private final Target echo = Target.echo();
  private final String name;
  private final SekishoProcess node;
  private final StringBuilder earlier = new StringBuilder();
  private final AtomicInteger opened = new AtomicInteger();
  private AtomicBoolean ending = new AtomicBoolean();
  private ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  /** What can be made to fail. */
  interface Receiver {
    void kill();

    void start();
  }

  StreamTrial(String name, Map<String, String> streams) {
    this(name, streams, Map.of());
  }

  StreamTrial(String name, Map<String, String> streams, Map<String, String> more) {
    this.name = name;
    node = another(name);
    more.forEach(node::with);
    node.with("SEKISHO_AUDIT_CHECKPOINT_INTERVAL", "1s");
    streams.forEach((key, value) -> node.with("SEKISHO_AUDIT_STREAMS_" + key, value));
    node.start();
    api().allow("everyone-local", Api.anyone(), "127.0.0.1");
    load();
  }

  /**
   * The receiver is killed and comes back, then the node is, all under load; returns once the
   * streams are at the end of the log.
   *
   * @param received how many records have come on that stream
   */
  void throughFaults(String stream, Receiver receiver, Supplier<Integer> received) {
    awaitMore(received);
    receiver.kill();
    await("it is told that " + stream + " fails")
        .atMost(PATIENCE)
        .until(() -> standing(stream).getString("failingSince") != null);
    assertThat(standing(stream).getString("failure")).isNotBlank();
    awaitMore(opened::get);
    receiver.start();
    await("it is told that " + stream + " goes on")
        .atMost(PATIENCE)
        .until(() -> standing(stream).getString("failingSince") == null);
    awaitMore(received);
    crash();
    awaitMore(received);
    end(stream);
  }

  /** Kills the node under load, and starts it again under load. */
  void crash() {
    node.kill();
    earlier.append(node.output()).append('\n');
    stopLoad();
    node.start();
    load();
  }

  /** Ends the load, and waits until streams are at the end of the log. */
  void end(String... streams) {
    ending.set(true);
    stopLoad();
    // Ends of tunnels are recorded a moment later.
    await().atMost(PATIENCE).until(() -> node.metrics().contains("sekisho_tunnels_active 0.0"));
    for (String stream : streams) {
      await(stream + " at the end of the log")
          .atMost(PATIENCE)
          .until(() -> standing(stream).getLong("lag") == 0);
      assertThat(standing(stream).getString("node")).isEqualTo(name);
    }
  }

  /**
   * What the command says of what came, given the public key and an export of no more than the last
   * checkpoints.
   */
  String verified(Path directory, Path... files) throws IOException, InterruptedException {
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            api()
                .auditor()
                .get("/api/v1/audit/keys")
                .jsonPath()
                .getString("items.find { it.signing }.publicKey"));
    Path export =
        Files.writeString(
            directory.resolve("proof.ndjson"),
            api().auditor().get("/api/v1/audit/export?from=" + Instant.now()).asString());
    List<String> command = SekishoProcess.command();
    command.addAll(List.of("verify", "--export=" + export, "--public-key=" + key));
    Stream.of(files).forEach(file -> command.add("--stream=" + file));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** How a stream stands, as the API tells it. */
  JsonPath standing(String stream) {
    return api()
        .auditor()
        .get("/api/v1/audit/streams")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .setRootPath("items.find { it.name == '" + stream + "' }");
  }

  /** What the node has written, before its crash too. */
  String output() {
    return earlier + node.output();
  }

  /** Another node on the same database, not started. */
  SekishoProcess another(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url());
  }

  SekishoProcess node() {
    return node;
  }

  Api api() {
    return new Api(
        node.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }

  String passOf(String user) {
    return issuer.pass(user);
  }

  /** Waits until a number has grown well beyond what it is. */
  static void awaitMore(Supplier<Integer> number) {
    int before = number.get();
    await("more than " + before).atMost(PATIENCE).until(() -> number.get() > before + 200);
  }

  static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  /**
   * Every record of the log has come, with its hash, and in its chain's order apart from what came
   * again.
   *
   * @param queues what came, each in the order in which it did
   */
  void assertComplete(Collection<List<JsonNode>> queues) {
    Map<String, String> logged = new HashMap<>();
    postgres
        .query(
            "select chain || '/' || sequence || ' ' || id || ' ' || encode(hash, 'hex')"
                + " from audit_record where chain is not null")
        .forEach(
            row -> {
              String[] parts = row.split(" ", 2);
              logged.put(parts[0], parts[1]);
            });
    Map<String, String> come = new HashMap<>();
    List<String> outOfOrder = new ArrayList<>();
    int all = 0;
    for (List<JsonNode> queue : queues) {
      Map<Long, Long> last = new HashMap<>();
      for (JsonNode record : queue) {
        all++;
        long chain = record.get("chain").longValue();
        long sequence = record.get("sequence").longValue();
        String known =
            come.put(
                chain + "/" + sequence,
                record.get("id").textValue() + " " + record.get("hash").textValue());
        if (known == null && sequence < last.getOrDefault(chain, 0L)) {
          outOfOrder.add(chain + "/" + sequence);
        }
        last.merge(chain, sequence, Math::max);
      }
    }
    assertThat(come.size()).as("records that came").isEqualTo(logged.size());
    assertThat(come).as("what came").isEqualTo(logged);
    assertThat(outOfOrder).as("came behind what stands behind them in the log").isEmpty();
    assertThat(all - come.size())
        .as("came again, of %d; at most the page of each of three faults", come.size())
        .isLessThanOrEqualTo(3 * 1000);
  }

  @Override
  public void close() {
    ending.set(true);
    clients.shutdownNow();
    node.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  private void load() {
    ending = new AtomicBoolean();
    clients = Executors.newFixedThreadPool(CLIENTS);
    String pass = issuer.pass("alice");
    AtomicBoolean end = ending;
    for (int i = 0; i < CLIENTS; i++) {
      clients.execute(() -> openUntil(end, pass));
    }
  }

  /** Those whose node has been killed have ended by themselves. */
  private void stopLoad() {
    ending.set(true);
    clients.shutdown();
    try {
      assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void openUntil(AtomicBoolean end, String pass) {
    try {
      while (!end.get()) {
        try (RawClient client = RawClient.connect(node.proxyPort())) {
          client.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + pass);
          if (client.head().status() == 200) {
            opened.incrementAndGet();
          }
        }
      }
    } catch (UncheckedIOException e) {
      // Killed in the middle.
    }
  }
}
