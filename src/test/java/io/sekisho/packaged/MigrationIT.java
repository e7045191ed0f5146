package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrating and running apart, as {@code deploy/jobs/migration} and the Deployment do it. */
class MigrationIT {

  private static final String OWNER = "sekisho_owner";
  private static final String ROLE = "sekisho_app";

  /** The Job does not know the issuer. */
  private static final String NO_ISSUER = "unused";

  private static final List<String> WITHOUT_ISSUER =
      List.of("env", "-u", "QUARKUS_OIDC_AUTH_SERVER_URL", "-u", "QUARKUS_OIDC_TOKEN_AUDIENCE");

  private PostgresServer postgres;

  @BeforeEach
  void start() {
    postgres = new PostgresServer();
    postgres.execute(
        "create role "
            + OWNER
            + " login password 'secret'; create role "
            + ROLE
            + " login"
            + " password 'secret'; grant create on schema public to "
            + OWNER);
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void shouldMigrateAndEndWithoutServingAnything() {
    try (SekishoProcess migration = migration()) {
      assertThat(migration.startInVain()).as(migration.output()).isZero();

      assertThat(migration.output())
          .as("log of the migration")
          .contains("Successfully applied")
          .doesNotContain("sekisho is up")
          .doesNotContain("\"level\":\"ERROR\"");
    }
    assertThat(postgres.query("select count(*) from flyway_schema_history where not success"))
        .as("migrations that failed")
        .containsExactly("0");
    try (SekishoProcess again = migration()) {
      assertThat(again.startInVain()).as(again.output()).isZero();
    }
  }

  @Test
  void shouldFailIfItCannotMigrate() {
    postgres.execute("revoke create on schema public from " + OWNER);
    try (SekishoProcess migration = migration()) {
      assertThat(migration.startInVain()).as(migration.output()).isNotZero();
    }
  }

  @Test
  void shouldRunAfterwardsAsARoleThatOwnsNothing() throws IOException {
    try (SekishoProcess migration = migration()) {
      assertThat(migration.startInVain()).as(migration.output()).isZero();
    }
    postgres.execute(
        "set role "
            + OWNER
            + ";"
            + Files.readString(Path.of("deploy/jobs/migration/database-role.sql")));

    try (TestIssuer issuer = new TestIssuer();
        SekishoProcess sekisho = as(ROLE, "false", issuer.url())) {
      sekisho.start();

      assertThat(sekisho.readiness()).as(sekisho.output()).isEqualTo(200);
    }
  }

  /** Else no replica of this version could be restarted once one of the next has started. */
  @Test
  void shouldStartWhereALaterVersionHasMigrated() {
    try (SekishoProcess migration = migration()) {
      assertThat(migration.startInVain()).as(migration.output()).isZero();
    }
    postgres.execute(
        "insert into flyway_schema_history select installed_rank + 1, '999', 'of later', type,"
            + " 'V999__of_later.sql', 1, installed_by, installed_on, 1, true"
            + " from flyway_schema_history order by installed_rank desc limit 1");

    try (TestIssuer issuer = new TestIssuer();
        SekishoProcess sekisho = as(OWNER, "true", issuer.url())) {
      sekisho.start();

      assertThat(sekisho.readiness()).as(sekisho.output()).isEqualTo(200);
    }
  }

  private SekishoProcess migration() {
    return as(OWNER, "true", NO_ISSUER)
        .with("QUARKUS_INIT_AND_EXIT", "true")
        .launchedBy(WITHOUT_ISSUER);
  }

  private SekishoProcess as(String role, String migrate, String issuer) {
    return new SekishoProcess("migration", postgres.jdbcUrl(), issuer)
        .with("QUARKUS_DATASOURCE_USERNAME", role)
        .with("QUARKUS_DATASOURCE_PASSWORD", "secret")
        .with("QUARKUS_FLYWAY_MIGRATE_AT_START", migrate);
  }
}
