package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.Load;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die with records in their spool, and disks that have no room for it. */
class SpoolIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RECORDS = "sekisho_audit_spool_records";

  @TempDir private Path directory;

  private PostgresServer postgres;
  private TestIssuer issuer;
  private Target echo;

  @BeforeEach
  void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
  }

  @AfterEach
  void stop() {
    echo.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldReplayAfterAKillInTheMiddleOfWriting() {
    try (SekishoProcess sekisho = started(sekisho("spooling"));
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 100);
      postgres.kill();
      await().atMost(PATIENCE).until(() -> sekisho.meter(RECORDS) > 500);
      sekisho.kill();
      load.finish();
      postgres.start();

      sekisho.start();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
      assertThat(sekisho.output())
          .contains(
              "audit records in the spool; they are replayed first", "replayed from the spool");
    }
  }

  @Test
  void shouldReplayAfterKillsInTheMiddleOfReplays() throws Exception {
    try (SekishoProcess sekisho =
            started(sekisho("replaying").with("SEKISHO_AUDIT_MAX_BATCH", "3"));
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 100);
      postgres.kill();
      await().atMost(PATIENCE).until(() -> sekisho.meter(RECORDS) > 2_000);
      sekisho.kill();
      load.finish();
      postgres.start();
      for (int i = 0; i < 3; i++) {
        long before = recorded();
        sekisho.start();
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(PATIENCE)
            .until(() -> recorded() > before + 100);
        AutoCloseable lock = postgres.holding("lock table audit_record in exclusive mode");
        assertThat(sekisho.meter(RECORDS)).as("it is in the middle of it").isPositive();
        sekisho.kill();
        lock.close();
      }

      sekisho.start();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
    }
  }

  @Test
  void shouldEndTunnelsThatWereOpenWhenItWasKilledThoughTheyWereOnlyInTheSpool() {
    try (SekishoProcess sekisho = started(sekisho("burying"));
        SekishoProcess other = sekisho("other").start();
        RawClient before = open(sekisho)) {
      postgres.kill();
      String tunnel;
      try (RawClient during = RawClient.connect(sekisho.proxyPort())) {
        during.requestTunnel(
            echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"));
        tunnel = during.head().field("Sekisho-Tunnel").orElseThrow();
        assertThat(sekisho.meter(RECORDS)).as("in the spool").isPositive();
        before.send("still");
        assertThat(before.readText(5)).isEqualTo("still");
        sekisho.kill();
      }
      postgres.start();
      await("the other buries it")
          .atMost(PATIENCE)
          .until(() -> other.output().contains("replica burying was lost"));
      assertThat(postgres.query("select node from replica")).doesNotContain("burying");

      sekisho.start();

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  postgres
                      .query(
                          "select kind || ' ' || node || ' ' || coalesce(close_reason, '')"
                              + " from audit_record where tunnel_id = '"
                              + tunnel
                              + "' order by chain, sequence")
                      .equals(List.of("opened burying ", "closed burying node_lost")));
    }
  }

  @Test
  void shouldStopWithoutTheDatabaseAndLoseNothing() {
    try (SekishoProcess sekisho = started(sekisho("stopping").with("SEKISHO_DRAIN_TIMEOUT", "1s"));
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 100);
      postgres.kill();
      await().atMost(PATIENCE).until(() -> sekisho.meter(RECORDS) > 100);
      sekisho.terminate();
      assertThat(sekisho.exitStatus()).as(sekisho.output()).isZero();
      assertThat(sekisho.output()).contains("the next start replays them");
      load.finish();
      postgres.start();
      assertThat(postgres.query("select 1 from audit_checkpoint where last"))
          .as("signed as the end")
          .isEmpty();

      sekisho.start();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
    }
  }

  @Test
  void shouldRefuseOnceTheDiskIsFullAndLoseNothing() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    try (SekishoProcess sekisho =
            started(
                sekisho("full")
                    .with("SEKISHO_AUDIT_SPOOL_DIRECTORY", small.resolve("spool").toString())
                    .launchedBy(withDiskOf("1m", small)));
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 100);
      postgres.kill();
      await().atMost(PATIENCE).until(() -> load.refused() > 100);
      assertThat(sekisho.output()).contains("No space left on device", "refusing new tunnels");
      assertThat(sekisho.meter("sekisho_audit_available")).isZero();
      assertThat(sekisho.meter("sekisho_audit_spool_bytes")).isBetween(800_000.0, 1_048_576.0);
      postgres.start();
      int before = load.size();
      await().atMost(PATIENCE).until(() -> load.size() > before + 100);
      load.finish();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
    }
  }

  @Test
  void shouldNotStartWhereItCannotSpool() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (SekishoProcess first = started(sekisho("first"));
        SekishoProcess second =
            sekisho("second")
                .with("SEKISHO_AUDIT_SPOOL_DIRECTORY", directory.resolve("first").toString());
        SekishoProcess third =
            sekisho("third").with("SEKISHO_AUDIT_SPOOL_DIRECTORY", file.toString())) {
      assertThat(second.startInVain()).isNotZero();
      assertThat(second.output())
          .contains("sekisho.audit.spool-directory")
          .contains("in use by another process");
      assertThat(third.startInVain()).isNotZero();
      assertThat(third.output()).contains("sekisho.audit.spool-directory");
      assertThat(first.isReady()).isTrue();
    }
  }

  /** A file system of its own, which is there for the process that is started and gone with it. */
  private static List<String> withDiskOf(String size, Path place) throws Exception {
    String mount = "mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && exec \"$@\"";
    for (List<String> way :
        List.of(
            List.of("unshare", "--user", "--map-root-user", "--mount"),
            List.of("unshare", "--mount"))) {
      List<String> command = new ArrayList<>(way);
      command.addAll(List.of("sh", "-c", mount, place.toString()));
      List<String> trial = new ArrayList<>(command);
      trial.add("true");
      if (new ProcessBuilder(trial).inheritIO().start().waitFor() == 0) {
        return command;
      }
    }
    throw new AssertionError("this machine lets nobody make a small disk: neither way of unshare");
  }

  private long recorded() {
    return Long.parseLong(postgres.query("select count(*) from audit_record").get(0));
  }

  private RawClient open(SekishoProcess sekisho) {
    RawClient client =
        RawClient.connect(sekisho.proxyPort())
            .requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"));
    assertThat(client.head().status()).isEqualTo(200);
    return client;
  }

  private SekishoProcess sekisho(String name) {
    return new SekishoProcess("spool-" + name, postgres.jdbcUrl(), issuer.url())
        .with("SEKISHO_NODE", name)
        .with("SEKISHO_AUDIT_WHEN_UNAVAILABLE", "spool")
        .with("SEKISHO_AUDIT_SPOOL_DIRECTORY", directory.resolve(name).toString());
  }

  private SekishoProcess started(SekishoProcess sekisho) {
    sekisho.start();
    api(sekisho).allow("everyone-local", Api.anyone(), "127.0.0.1");
    await().atMost(PATIENCE).until(() -> api(sekisho).policyVersion(sekisho.managementUrl()) == 1);
    return sekisho;
  }

  private Load load(SekishoProcess sekisho) {
    return new Load(sekisho.proxyPort(), issuer.pass("alice"), echo.authority());
  }

  private Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
