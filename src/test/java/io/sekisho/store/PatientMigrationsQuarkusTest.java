package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;

/** How long the connection that migrates may be silent. */
@QuarkusTest
class PatientMigrationsQuarkusTest extends RunningSekisho {

  @Inject Flyway flyway;
  @Inject AgroalDataSource dataSource;

  @Test
  void shouldBeAmongThoseThatTheApplicationCalls() {
    assertThat(flyway.getConfiguration().getCallbacks())
        .hasAtLeastOneElementOfType(PatientMigrations.class);
  }

  @Test
  void shouldWaitForAMigrationWithoutEndAndForNothingElse() throws Exception {
    List<Integer> during = new ArrayList<>();
    Flyway.configure()
        .dataSource(dataSource)
        .schemas("patience")
        .createSchemas(true)
        .locations("db/migration")
        .callbacks(new PatientMigrations(), watch(during))
        .load()
        .migrate();
    assertThat(during).isNotEmpty().containsOnly(0);
    try (Connection connection = dataSource.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
      connection.createStatement().execute("drop schema patience cascade");
    }
  }

  /** Called after ours, in the order of the names. */
  private static Callback watch(List<Integer> during) {
    return new Callback() {
      @Override
      public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE_STATEMENT;
      }

      @Override
      public boolean canHandleInTransaction(Event event, Context context) {
        return true;
      }

      @Override
      public void handle(Event event, Context context) {
        try {
          during.add(context.getConnection().getNetworkTimeout());
        } catch (java.sql.SQLException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public String getCallbackName() {
        return "watch";
      }
    };
  }
}
