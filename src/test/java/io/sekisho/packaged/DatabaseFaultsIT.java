package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.FaultyLink;
import io.sekisho.support.Load;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database that dies, hangs, or whose answers get lost, under load: with a spool tunnels go on
 * opening, without one they are refused, and either way each that saw 200 is in the log once.
 */
class DatabaseFaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  @ParameterizedTest
  @ValueSource(strings = {"spool", "refuse"})
  void shouldOutliveAKillOfTheDatabase(String mode) {
    try (SekishoProcess sekisho = sekisho(mode, postgres.jdbcUrl());
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 300);
      postgres.kill();
      awaitEffect(mode, load);
      postgres.start();
      int before = load.size();
      await().atMost(PATIENCE).until(() -> load.size() > before + 100);
      load.finish();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
      if (mode.equals("spool")) {
        assertThat(load.refused()).as("refused meanwhile").isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spool", "refuse"})
  void shouldOutliveADatabaseThatHangs(String mode) {
    try (SekishoProcess sekisho = sekisho(mode, postgres.jdbcUrl());
        Load load = load(sekisho)) {
      await().atMost(PATIENCE).until(() -> load.size() > 300);
      postgres.suspend();
      try {
        awaitEffect(mode, load);
      } finally {
        postgres.resume();
      }
      int before = load.size();
      await().atMost(PATIENCE).until(() -> load.size() > before + 100);
      load.finish();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
      if (mode.equals("spool")) {
        assertThat(load.refused()).as("refused meanwhile").isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spool", "refuse"})
  void shouldSettleCommitsWhoseAnswersGotLost(String mode) {
    try (FaultyLink link = new FaultyLink(postgres.port());
        SekishoProcess sekisho = sekisho(mode, link.jdbcUrl());
        Load load = load(sekisho)) {
      for (int i = 0; i < 6; i++) {
        int before = load.size();
        await().atMost(PATIENCE).until(() -> load.size() > before + 50);
        if (i % 3 == 2) {
          link.swallowNextCommit();
        } else {
          link.cutNextCommit();
        }
        await().atMost(PATIENCE).until(link::isDone);
      }
      int before = load.size();
      await().atMost(PATIENCE).until(() -> load.size() > before + 100);
      load.finish();

      RecordedTunnels.awaitAll(sekisho);
      RecordedTunnels.assertAll(load, postgres, api(sekisho));
      if (mode.equals("spool")) {
        assertThat(load.refused()).as("refused meanwhile").isZero();
      }
    }
  }

  private static void awaitEffect(String mode, Load load) {
    int opened = load.size();
    int refused = load.refused();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                mode.equals("spool") ? load.size() > opened + 500 : load.refused() > refused + 100);
  }

  private SekishoProcess sekisho(String mode, String jdbcUrl) {
    SekishoProcess sekisho =
        new SekishoProcess("database-" + mode, jdbcUrl, issuer.url())
            .with("SEKISHO_AUDIT_WHEN_UNAVAILABLE", mode)
            .with("SEKISHO_AUDIT_SPOOL_DIRECTORY", directory.resolve("spool").toString())
            .start();
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
