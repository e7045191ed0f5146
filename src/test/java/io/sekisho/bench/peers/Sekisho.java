package io.sekisho.bench.peers;

import static org.awaitility.Awaitility.await;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import io.sekisho.support.Api;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packaged Sekisho with everything on: tokens verified, policies decided, addresses judged,
 * records committed by a PostgreSQL that forces them to the disk; or the same without records.
 */
final class Sekisho implements Contender {

  static final String NAME = "sekisho";

  /** In options; the table's column has a name that says more. */
  static final String NO_RECORD = "sekisho-no-record";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration A_MINUTE = Duration.ofSeconds(60);

  private static int started;

  private final Surroundings surroundings;
  private final Kind kind;
  private final String node = "bench-" + started++;
  private final SekishoProcess process;
  private final String pass;

  /** What it is given. */
  record Surroundings(OriginPorts origins, Database database, TestIssuer issuer, Cleanup cleanup) {}

  /**
   * Which application it is.
   *
   * @param application where it lies
   */
  private record Kind(String name, Path application, boolean records) {}

  /** The first one on a database, who makes the policies. */
  static Sekisho first(Path build, Surroundings surroundings) throws IOException {
    Sekisho first = new Sekisho(new Kind(NAME, built(build), true), surroundings, Map.of());
    try {
      first.allow();
      first.openOne();
      first.requireRecords();
      return first;
    } catch (IOException | RuntimeException | AssertionError e) {
      first.close();
      throw e;
    }
  }

  /** One whose audit store keeps nothing, on the database and with the policies of a first. */
  static Sekisho withoutRecords(Path build, Surroundings surroundings) throws IOException {
    Workspace workspace = surroundings.cleanup().add(Workspace.below(build));
    Path copy = NoRecordApplication.make(built(build), workspace);
    Sekisho other =
        new Sekisho(new Kind("sekisho, no record", copy, false), surroundings, Map.of());
    other.openOne();
    other.requireRecords();
    return other;
  }

  private static Path built(Path build) {
    return build.resolve("quarkus-app");
  }

  private Sekisho(Kind kind, Surroundings surroundings, Map<String, String> environment) {
    this.kind = kind;
    this.surroundings = surroundings;
    this.pass = surroundings.issuer().passFor(Duration.ofHours(24), "alice");
    this.process =
        new SekishoProcess(node, surroundings.database().jdbcUrl(), surroundings.issuer().url())
            .from(kind.application())
            .with("SEKISHO_PROXY_HOST", LOOPBACK)
            // All clients share one address here, which many that wait for an answer at one time do
            // not.
            .with("SEKISHO_PROXY_MAX_UNAUTHENTICATED_PER_SOURCE", "10000")
            .with("QUARKUS_HTTP_HOST", LOOPBACK)
            .with("QUARKUS_MANAGEMENT_HOST", LOOPBACK);
    environment.forEach(process::with);
    try {
      surroundings.cleanup().add(process).start();
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** What a record costs could not be told if one kept none of its tunnels, or the other some. */
  void requireRecords() {
    if (kind.records() != surroundings.database().hasRecordsOf(node)) {
      throw new IllegalStateException(
          kind.name() + (kind.records() ? " has kept no record" : " has kept records"));
    }
  }

  private void openOne() throws IOException {
    routes(Origins.Kind.ECHO).get(0).open().close();
  }

  private void allow() {
    Api api =
        new Api(
            process.apiUrl(),
            surroundings.issuer().pass("adam", "sekisho-admin"),
            surroundings.issuer().pass("audrey", "sekisho-auditor"));
    api.allow("loopback", Api.anyone(), LOOPBACK);
    for (int i = 1; i < 10; i++) {
      api.allow("other-" + i, Api.anyone(), "host" + i + ".example.com");
    }
    await().atMost(A_MINUTE).until(() -> api.policyVersion(process.managementUrl()) == 10);
  }

  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public List<Route> routes(Origins.Kind origin) {
    List<String> fields = List.of("Proxy-Authorization: Bearer " + pass);
    return surroundings.origins().of(origin).stream()
        .map(port -> Route.connect(process.proxyPort(), port, fields))
        .toList();
  }

  @Override
  public List<Long> processes() {
    return List.of(process.pid());
  }

  @Override
  public List<Long> database() {
    return kind.records() ? List.of(surroundings.database().pid()) : List.of();
  }

  @Override
  public Set<Measure> measures() {
    return kind.records()
        ? EnumSet.allOf(Measure.class)
        : EnumSet.of(Measure.TUNNELS, Measure.LATENCY);
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public boolean isPeer() {
    return false;
  }

  @Override
  public Sekisho fresh() throws MeasureFailed {
    try {
      return new Sekisho(kind, surroundings, WHOLE_HEAP);
    } catch (AssertionError e) {
      throw new MeasureFailed("it does not start");
    }
  }

  String metrics() {
    return process.metrics();
  }

  @Override
  public void close() {
    process.close();
  }
}
