package io.sekisho.store;

import java.sql.SQLException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Migrations may take as long as they need: to make an index of a large log takes longer than a
 * connection is silent otherwise, and one that is broken off would be so at every start.
 */
public final class PatientMigrations implements Callback {

  private static final int WITHOUT_END = 0;

  private int patience;

  @Override
  public boolean supports(Event event, Context context) {
    return switch (event) {
      case BEFORE_EACH_MIGRATE, AFTER_EACH_MIGRATE, AFTER_EACH_MIGRATE_ERROR -> true;
      default -> false;
    };
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      if (event == Event.BEFORE_EACH_MIGRATE) {
        patience = context.getConnection().getNetworkTimeout();
        context.getConnection().setNetworkTimeout(Runnable::run, WITHOUT_END);
      } else {
        context.getConnection().setNetworkTimeout(Runnable::run, patience);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the connection is gone", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "patient migrations";
  }
}
