package io.sekisho.bench.peers;

import static org.awaitility.Awaitility.await;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import io.sekisho.support.Api;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The packaged Sekisho with everything on: tokens verified, policies decided, addresses judged,
 * records committed by a PostgreSQL that forces them to the disk.
 */
final class Sekisho implements Contender {

  static final String NAME = "sekisho";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration A_MINUTE = Duration.ofSeconds(60);

  private static int started;

  private final OriginPorts origins;
  private final Database database;
  private final TestIssuer issuer;
  private final Cleanup cleanup;
  private final SekishoProcess process;
  private final String pass;

  /** The first one on a database, who makes the policies. */
  static Sekisho first(OriginPorts origins, Database database, TestIssuer issuer, Cleanup cleanup) {
    Sekisho first = new Sekisho(origins, database, issuer, cleanup, Map.of());
    try {
      first.allow();
      return first;
    } catch (RuntimeException | AssertionError e) {
      first.close();
      throw e;
    }
  }

  private Sekisho(
      OriginPorts origins,
      Database database,
      TestIssuer issuer,
      Cleanup cleanup,
      Map<String, String> environment) {
    this.origins = origins;
    this.database = database;
    this.issuer = issuer;
    this.cleanup = cleanup;
    this.pass = issuer.passFor(Duration.ofHours(24), "alice");
    this.process =
        new SekishoProcess("bench-" + started++, database.jdbcUrl(), issuer.url())
            .with("SEKISHO_PROXY_HOST", LOOPBACK)
            // All clients share one address here, which many that wait for an answer at one time do
            // not.
            .with("SEKISHO_PROXY_MAX_UNAUTHENTICATED_PER_SOURCE", "10000")
            .with("QUARKUS_HTTP_HOST", LOOPBACK)
            .with("QUARKUS_MANAGEMENT_HOST", LOOPBACK);
    environment.forEach(process::with);
    try {
      cleanup.add(process).start();
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  private void allow() {
    Api api =
        new Api(
            process.apiUrl(),
            issuer.pass("adam", "sekisho-admin"),
            issuer.pass("audrey", "sekisho-auditor"));
    api.allow("loopback", Api.anyone(), LOOPBACK);
    for (int i = 1; i < 10; i++) {
      api.allow("other-" + i, Api.anyone(), "host" + i + ".example.com");
    }
    await().atMost(A_MINUTE).until(() -> api.policyVersion(process.managementUrl()) == 10);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Route> routes(Origins.Kind kind) {
    List<String> fields = List.of("Proxy-Authorization: Bearer " + pass);
    return origins.of(kind).stream()
        .map(origin -> Route.connect(process.proxyPort(), origin, fields))
        .toList();
  }

  @Override
  public List<Long> processes() {
    return List.of(process.pid());
  }

  @Override
  public List<Long> database() {
    return List.of(database.pid());
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
  public Contender fresh() throws MeasureFailed {
    try {
      return new Sekisho(origins, database, issuer, cleanup, WHOLE_HEAP);
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
