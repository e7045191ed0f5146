package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.config.NodeName;
import io.sekisho.limit.AccountId;
import io.sekisho.limit.Usage;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PostgresUsageStoreQuarkusTest extends RunningSekisho {

  @Inject PostgresUsageStore store;
  @Inject NodeName node;
  @Inject DataSource database;

  private final AccountId account = new AccountId("p", "user-" + UUID.randomUUID());

  @Test
  void shouldKeepWhatIsSettled() {
    Usage kept = new Usage(7, 3, 2, 9, 1L << 50, Map.of(node.value(), new Usage.Share(4, true)));
    List<Usage> found = new ArrayList<>();
    store.settle(List.of(account), (id, stored, now) -> kept);
    store.settle(
        List.of(account),
        (id, stored, now) -> {
          found.add(stored);
          return stored;
        });

    assertThat(found).containsExactly(kept);
  }

  @Test
  void shouldTellTheTimeOfTheDatabase() {
    store.settle(
        List.of(account),
        (id, stored, now) -> {
          assertThat(Duration.between(now, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
          return stored;
        });
  }

  @Test
  void shouldForgetWhatIsHeldByReplicasThatAreNotThere() {
    store.settle(
        List.of(account),
        (id, stored, now) ->
            stored
                .with("gone", new Usage.Share(5, true))
                .with(node.value(), new Usage.Share(1, false)));

    assertThat(nodes()).containsOnlyKeys(node.value());
  }

  @Test
  void shouldLetNobodyInBetweenReadingAndWriting() throws Exception {
    ExecutorService replicas = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    AccountId other = new AccountId("a", account.user());
    for (int i = 0; i < 4; i++) {
      List<AccountId> both = List.of(other, account);
      done.add(
          replicas.submit(
              () -> {
                for (int round = 0; round < 50; round++) {
                  store.settle(both, (id, stored, now) -> stored.withBytes(1));
                }
              }));
    }
    for (Future<?> one : done) {
      one.get(60, TimeUnit.SECONDS);
    }
    replicas.shutdown();

    store.settle(
        List.of(other, account),
        (id, stored, now) -> {
          assertThat(stored.bytes()).as("%s", id).isEqualTo(200);
          return stored;
        });
  }

  @Test
  void shouldKeepNothingOfASettlementThatFails() {
    assertThatThrownBy(
            () ->
                store.settle(
                    List.of(new AccountId("a", account.user()), account),
                    (id, stored, now) -> {
                      if (id.equals(account)) {
                        throw new IllegalStateException("on purpose");
                      }
                      return stored.withBytes(5);
                    }))
        .hasMessageContaining("on purpose");

    store.settle(
        List.of(new AccountId("a", account.user())),
        (id, stored, now) -> {
          assertThat(stored).isEqualTo(Usage.NONE);
          return stored;
        });
  }

  @Test
  void shouldTakeAnyName() {
    List<AccountId> strange =
        List.of(
            new AccountId("p", "nul\0" + account.user()),
            new AccountId("p", "half \ud800" + account.user()),
            new AccountId("p", account.user() + "x".repeat(100_000)));
    for (AccountId one : strange) {
      store.settle(List.of(one), (id, stored, now) -> stored.withBytes(1));
      store.settle(
          List.of(one),
          (id, stored, now) -> {
            assertThat(stored.bytes()).isEqualTo(1);
            return stored;
          });
    }
  }

  @Test
  void shouldRemoveWhatNobodyUsesAnyMore() throws Exception {
    AccountId used = new AccountId("b", account.user());
    store.settle(List.of(used, account), (id, stored, now) -> stored.withBytes(1));
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "update limit_usage set settled_at = now() - interval '3 days' where policy = 'p'");
    }

    store.forgetOld();

    store.settle(
        List.of(used, account),
        (id, stored, now) -> {
          assertThat(stored.bytes()).as("%s", id).isEqualTo(id.equals(used) ? 1 : 0);
          return stored;
        });
  }

  private Map<String, Usage.Share> nodes() {
    List<Usage> found = new ArrayList<>();
    store.settle(
        List.of(account),
        (id, stored, now) -> {
          found.add(stored);
          return stored;
        });
    return found.get(0).nodes();
  }
}
