package io.sekisho.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.limit.AccountId;
import io.sekisho.limit.Usage;
import io.sekisho.limit.UsageStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * The use of accounts in PostgreSQL: a row each, locked while it is settled. What a replica that is
 * gone held is nobody's any more.
 */
@ApplicationScoped
class PostgresUsageStore implements UsageStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(500);

  /** It is not worth a wait for the disk: a database that crashes forgets some seconds of use. */
  private static final String WITHOUT_WAITING = "set local synchronous_commit = off";

  private static final String ADD =
      "insert into limit_usage (policy, user_name) select * from unnest(?::text[], ?::text[])"
          + " order by 1, 2 on conflict do nothing";

  private static final String LOCK =
      "select k.n, u.minute, u.connects, u.connects_before, u.day, u.bytes, u.nodes,"
          + " clock_timestamp() as now"
          + " from unnest(?::text[], ?::text[]) with ordinality as k (policy, user_name, n)"
          + " join limit_usage u using (policy, user_name)"
          + " order by u.policy, u.user_name for update of u";

  private static final String WRITE =
      "update limit_usage u set minute = k.minute, connects = k.connects,"
          + " connects_before = k.connects_before, day = k.day, bytes = k.bytes,"
          + " nodes = k.nodes::jsonb, settled_at = clock_timestamp()"
          + " from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
          + " ?::bigint[], ?::text[])"
          + " as k (policy, user_name, minute, connects, connects_before, day, bytes, nodes)"
          + " where u.policy = k.policy and u.user_name = k.user_name";

  private static final String FORGET =
      "delete from limit_usage where settled_at < clock_timestamp() - interval '2 days'";

  private final EntityManager entities;
  private final Replicas replicas;
  private volatile Set<String> present = Set.of();
  private volatile long lookedNanos = System.nanoTime() - MOMENT;

  PostgresUsageStore(EntityManager entities, Replicas replicas) {
    this.entities = entities;
    this.replicas = replicas;
  }

  /** A row as it was found. */
  private record Row(AccountId account, Usage usage, Instant now) {}

  /** A row as it is to be. */
  private record Entry(AccountId account, Usage usage) {}

  @Override
  public void settle(List<AccountId> accounts, Settlement settlement) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                entities
                    .unwrap(Session.class)
                    .doWork(connection -> settle(connection, accounts, settlement)));
  }

  @Override
  public void forgetOld() {
    QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery(FORGET).executeUpdate());
  }

  private void settle(Connection connection, List<AccountId> accounts, Settlement settlement)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(WITHOUT_WAITING);
    }
    List<Row> rows = locked(connection, accounts);
    if (rows.size() < accounts.size()) {
      // First come those that are there, in their order: so all of them are locked anew.
      add(connection, accounts);
      rows = locked(connection, accounts);
    }
    lookWhoIsThere(rows);
    List<Entry> changed = new ArrayList<>();
    for (Row row : rows) {
      Usage settled = settlement.settle(row.account(), ofPresent(row.usage()), row.now());
      if (!settled.equals(row.usage())) {
        changed.add(new Entry(row.account(), settled));
      }
    }
    if (!changed.isEmpty()) {
      write(connection, changed);
    }
  }

  /** Known for a moment; but one that has just come is not to be taken for gone. */
  private void lookWhoIsThere(List<Row> rows) {
    Set<String> named = new HashSet<>();
    rows.forEach(row -> named.addAll(row.usage().nodes().keySet()));
    boolean old = System.nanoTime() - lookedNanos > MOMENT;
    if (!named.isEmpty() && (old || !present.containsAll(named))) {
      lookedNanos = System.nanoTime();
      present = replicas.present().stream().map(Replicas.Replica::node).collect(Collectors.toSet());
    }
  }

  private Usage ofPresent(Usage usage) {
    Map<String, Usage.Share> nodes = new HashMap<>(usage.nodes());
    nodes.keySet().retainAll(present);
    return new Usage(
        usage.minute(),
        usage.connects(),
        usage.connectsBefore(),
        usage.day(),
        usage.bytes(),
        nodes);
  }

  private static void add(Connection connection, List<AccountId> accounts) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      name(statement, accounts);
      statement.executeUpdate();
    }
  }

  private static List<Row> locked(Connection connection, List<AccountId> accounts)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      name(statement, accounts);
      List<Row> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Row(
                  accounts.get(rows.getInt("n") - 1),
                  usage(rows),
                  rows.getTimestamp("now").toInstant()));
        }
      }
      return found;
    }
  }

  private static Usage usage(ResultSet row) throws SQLException {
    return new Usage(
        row.getLong("minute"),
        row.getLong("connects"),
        row.getLong("connects_before"),
        row.getLong("day"),
        row.getLong("bytes"),
        nodes(row.getString("nodes")));
  }

  private static Map<String, Usage.Share> nodes(String json) {
    try {
      Map<String, Usage.Share> nodes = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(json).properties()) {
        nodes.put(
            entry.getKey(),
            new Usage.Share(
                entry.getValue().path("tunnels").asInt(),
                entry.getValue().path("flowing").asBoolean()));
      }
      return nodes;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database has JSON only", e);
    }
  }

  private static String json(Map<String, Usage.Share> nodes) {
    ObjectNode json = JSON.createObjectNode();
    nodes.forEach(
        (node, share) ->
            json.putObject(node).put("tunnels", share.tunnels()).put("flowing", share.flowing()));
    return json.toString();
  }

  private static void write(Connection connection, List<Entry> entries) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      name(statement, entries.stream().map(Entry::account).toList());
      statement.setObject(3, numbers(entries, Usage::minute));
      statement.setObject(4, numbers(entries, Usage::connects));
      statement.setObject(5, numbers(entries, Usage::connectsBefore));
      statement.setObject(6, numbers(entries, Usage::day));
      statement.setObject(7, numbers(entries, Usage::bytes));
      statement.setObject(
          8, entries.stream().map(entry -> json(entry.usage().nodes())).toArray(String[]::new));
      statement.executeUpdate();
    }
  }

  private static Long[] numbers(List<Entry> entries, ToLongFunction<Usage> column) {
    return entries.stream().map(entry -> column.applyAsLong(entry.usage())).toArray(Long[]::new);
  }

  /** The first two parameters of every statement. */
  private static void name(PreparedStatement statement, List<AccountId> accounts)
      throws SQLException {
    statement.setObject(1, accounts.stream().map(AccountId::policy).toArray(String[]::new));
    statement.setObject(
        2,
        accounts.stream()
            .map(account -> AuditRecordMapping.clean(account.user()))
            .toArray(String[]::new));
  }
}
