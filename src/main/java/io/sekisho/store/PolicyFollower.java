package io.sekisho.store;

import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;

/** Follows the policies by the version of their set. */
@ApplicationScoped
class PolicyFollower implements Followed {

  private static final Logger LOG = Logger.getLogger(PolicyFollower.class);

  private final PolicyStore store;
  private final CurrentPolicies policies;
  private boolean toldStale;

  PolicyFollower(PolicyStore store, CurrentPolicies policies) {
    this.store = store;
    this.policies = policies;
  }

  @Override
  public String channel() {
    return "sekisho_policy";
  }

  @Override
  public void missDatabase() {
    if (!toldStale && policies.usable().isEmpty()) {
      toldStale = true;
      LOG.error(
          "the policies are older than sekisho.policy.max-staleness: every request is refused until"
              + " the database is back");
    }
  }

  @Override
  public void catchUp(Connection session) throws SQLException {
    load(session);
    toldStale = false;
  }

  private void load(Connection session) throws SQLException {
    long known = policies.newest().map(PolicySnapshot::version).orElse(-1L);
    if (version(session) == known) {
      policies.confirm();
      return;
    }
    PolicySnapshot snapshot = store.snapshot();
    policies.replace(snapshot);
    LOG.infof("policies loaded: version=%d policies=%d", snapshot.version(), snapshot.size());
  }

  private static long version(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery("select version from policy_set")) {
      result.next();
      return result.getLong(1);
    }
  }
}
