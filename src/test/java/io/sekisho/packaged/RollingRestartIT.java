package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.Balancer;
import io.sekisho.support.Load;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Replicas are replaced one after the other under load, as the Deployment does it: the next one is
 * ready before one is led to no more, and is told to stop after that. Clients notice nothing.
 */
class RollingRestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Where {@code .ci/previous} has built the version before, if it has. */
  private static final String PREVIOUS = System.getProperty("upgrade.from", "");

  private PostgresServer postgres;
  private TestIssuer issuer;
  private Target echo;
  private Balancer balancer;

  @BeforeEach
  void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    balancer = new Balancer();
  }

  @AfterEach
  void stop() {
    balancer.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldRefuseNobodyAndLoseNothing() {
    try (SekishoProcess one = sekisho("one").start();
        SekishoProcess two = sekisho("two").start();
        SekishoProcess nextOne = sekisho("next-one");
        SekishoProcess nextTwo = sekisho("next-two")) {
      replaceBoth(one, two, nextOne, nextTwo);
    }
  }

  /** On one schema, which the first of the new ones migrates while both of the old ones serve. */
  @Test
  void shouldDoSoWithTheVersionBefore() {
    Path previous = Path.of(PREVIOUS);
    assumeThat(previous.resolve("quarkus-run.jar")).as("upgrade.from").isRegularFile();
    try (SekishoProcess one = sekisho("one").from(previous).start();
        SekishoProcess two = sekisho("two").from(previous).start();
        SekishoProcess nextOne = sekisho("next-one");
        SekishoProcess nextTwo = sekisho("next-two")) {
      List<String> before = schema();
      replaceBoth(one, two, nextOne, nextTwo);
      assertThat(schema()).as("migrated meanwhile").hasSizeGreaterThan(before.size());
    }
  }

  private void replaceBoth(
      SekishoProcess one, SekishoProcess two, SekishoProcess nextOne, SekishoProcess nextTwo) {
    api(one).allow("everyone-local", Api.anyone(), "127.0.0.1");
    awaitPolicies(1, one, two);
    balancer.add(one.proxyPort());
    balancer.add(two.proxyPort());
    try (Load load = new Load(balancer.port(), issuer.pass("alice"), echo.authority())) {
      awaitMore(load);
      replace(one, nextOne, load);
      api(nextOne).allow("made-meanwhile", Api.anyone(), "other.example.com");
      awaitPolicies(2, two, nextOne);
      awaitMore(load);
      replace(two, nextTwo, load);
      awaitMore(load);
      load.finish();

      assertThat(load.refused()).as("answered 503, of %d tunnels", load.size()).isZero();
      assertThat(load.brokenOff())
          .as("broken off, of %d tunnels: %s", load.size(), load.breaks())
          .isZero();
      RecordedTunnels.awaitAll(nextOne);
      RecordedTunnels.awaitAll(nextTwo);
      RecordedTunnels.assertEach(load, postgres, api(nextTwo));
    }
  }

  private void replace(SekishoProcess old, SekishoProcess next, Load load) {
    next.start();
    balancer.add(next.proxyPort());
    RawClient ending = open(old);
    try (RawClient staying = open(old)) {
      balancer.remove(old.proxyPort());
      await("who was led there")
          .atMost(PATIENCE)
          .until(() -> balancer.connections(old.proxyPort()) == 0);
      old.terminate();
      await("draining").atMost(PATIENCE).until(() -> old.readiness() == 503);
      ending.send("still there");
      assertThat(ending.readText(11)).as("through a tunnel that drains").isEqualTo("still there");
      ending.close();

      assertThat(staying.rest()).as("sent to one that stays, until it is cut").isEmpty();
      assertThat(old.exitStatus()).as("exit status: %s", old.output()).isZero();
    }
    assertThat(
            postgres.query(
                "select distinct c.close_reason from audit_record c join audit_record o using (tunnel_id)"
                    + " where c.kind = 'closed' and o.kind = 'opened' and o.user_name = 'long' and c.node = '"
                    + old.name()
                    + "'"))
        .as("how its long tunnels ended")
        .containsExactlyInAnyOrder("client_closed", "drain");
    awaitMore(load);
  }

  private RawClient open(SekishoProcess sekisho) {
    RawClient client = RawClient.connect(sekisho.proxyPort());
    client.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("long"));
    RawClient.Response response = client.head();
    assertThat(response.status()).as(response.head()).isEqualTo(200);
    return client;
  }

  private static void awaitMore(Load load) {
    int before = load.size();
    await("more tunnels").atMost(PATIENCE).until(() -> load.size() > before + 300);
  }

  private void awaitPolicies(int version, SekishoProcess... replicas) {
    for (SekishoProcess replica : replicas) {
      await("policies of " + replica.name())
          .atMost(PATIENCE)
          .until(() -> api(replica).policyVersion(replica.managementUrl()) == version);
    }
  }

  private List<String> schema() {
    return postgres.query("select version from flyway_schema_history");
  }

  private SekishoProcess sekisho(String name) {
    return new SekishoProcess(name, postgres.jdbcUrl(), issuer.url())
        .with("SEKISHO_DRAIN_TIMEOUT", "4s");
  }

  private Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
