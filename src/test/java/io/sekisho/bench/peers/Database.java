package io.sekisho.bench.peers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL that forces its commits to the disk, which the embedded one does not do by itself.
 * Its data lies below the build's directory, as a temporary one may lie in memory.
 */
final class Database implements AutoCloseable {

  private final Workspace workspace;
  private final EmbeddedPostgres server;
  private final Path data;

  Database(Path build) throws IOException {
    workspace = Workspace.below(build);
    data = workspace.file("data");
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    requireForced();
  }

  String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** Whether a node has committed any. */
  boolean hasRecordsOf(String node) {
    return ask("select exists (select from audit_record where node = '" + node + "')").equals("t");
  }

  long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    workspace.close();
  }

  /** A run without it would be worth nothing. */
  private void requireForced() {
    String on = ask("select current_setting('fsync') || current_setting('synchronous_commit')");
    if (!on.equals("onon")) {
      throw new IllegalStateException("fsync and synchronous_commit: " + on);
    }
  }

  private String ask(String query) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
