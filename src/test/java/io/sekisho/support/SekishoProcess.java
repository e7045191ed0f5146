package io.sekisho.support;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged application as an operator runs it: a process of its own, configured by environment
 * variables alone. With {@code -Dnative} it is the native executable.
 */
public final class SekishoProcess implements AutoCloseable {

  private static final Path BUILD =
      Path.of(System.getProperty("sekisho.build.directory", "target"));

  private final int proxyPort = Ports.free();
  private final int apiPort = Ports.free();
  private final int managementPort = Ports.free();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> launcher = new ArrayList<>();
  private final String name;
  private final Path log;
  private Path application = BUILD.resolve("quarkus-app");
  private Process process;

  public SekishoProcess(String name, String jdbcUrl, String issuerUrl) {
    this.name = name;
    log = BUILD.resolve("packaged-" + name + ".log");
    environment.put("SEKISHO_NODE", name);
    environment.put("SEKISHO_PROXY_PORT", Integer.toString(proxyPort));
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(apiPort));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
    environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    environment.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
    environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", issuerUrl);
    environment.put("QUARKUS_OIDC_TOKEN_AUDIENCE", TestIssuer.AUDIENCE);
    environment.put("SEKISHO_AUDIT_KEY_DIRECTORY", BUILD.toString());
    environment.put("SEKISHO_EGRESS_PERMITTED_SPECIAL_RANGES", "127.0.0.0/8");
  }

  /** Sets a variable before the start. */
  public SekishoProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Has a program start it, which gets the command as its last arguments. */
  public SekishoProcess launchedBy(List<String> program) {
    launcher.addAll(program);
    return this;
  }

  /** Has it be another copy of the application than the one that was built. */
  public SekishoProcess from(Path copy) {
    application = copy;
    return this;
  }

  /** Starts and returns once it is ready. */
  public SekishoProcess start() {
    launch();
    await("readiness; see " + log)
        .atMost(Duration.ofSeconds(60))
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new AssertionError("it did not start:\n" + output());
    }
    return this;
  }

  /** Starts what is expected to fail; returns its exit status. */
  public int startInVain() {
    launch();
    return exitStatus();
  }

  /** In records. */
  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public int proxyPort() {
    return proxyPort;
  }

  public String apiUrl() {
    return "http://localhost:" + apiPort;
  }

  public String managementUrl() {
    return "http://localhost:" + managementPort;
  }

  public boolean isReady() {
    return readiness() == 200;
  }

  /** The status of the readiness check; 0 if nobody answers. */
  public int readiness() {
    try {
      return RestAssured.given().baseUri(managementUrl()).get("/q/health/ready").statusCode();
    } catch (Exception e) {
      return 0;
    }
  }

  public String metrics() {
    return RestAssured.given().baseUri(managementUrl()).get("/q/metrics").asString();
  }

  /** A meter without labels. */
  public double meter(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  public int exitStatus() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }

  private void launch() {
    try {
      List<String> command = new ArrayList<>(launcher);
      command.addAll(command(application));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What starts the packaged program; its arguments follow. */
  public static List<String> command() {
    return command(BUILD.resolve("quarkus-app"));
  }

  private static List<String> command(Path application) {
    if (System.getProperty("native") != null) {
      File[] runners = BUILD.toFile().listFiles((dir, file) -> file.endsWith("-runner"));
      return new ArrayList<>(List.of(runners[0].getPath()));
    }
    String java = ProcessHandle.current().info().command().orElse("java");
    return new ArrayList<>(
        List.of(java, "-Xmx512m", "-jar", application.resolve("quarkus-run.jar").toString()));
  }
}
