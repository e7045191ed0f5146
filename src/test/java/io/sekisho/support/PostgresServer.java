package io.sekisho.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL of a test's own, which it can stop and start again with all it held. */
public final class PostgresServer implements AutoCloseable {

  private final int port = Ports.free();
  private final Path directory;
  private EmbeddedPostgres server;

  public PostgresServer() {
    try {
      directory = Files.createTempDirectory("sekisho-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  public void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setServerConfig("synchronous_commit", "on")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all sessions and the server; what was committed stays. */
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL to the server and all its sessions. */
  public void kill() {
    signal("KILL");
    stop();
  }

  /** SIGSTOP: it takes connections and statements, and answers nothing. */
  public void suspend() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      String pid = Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip();
      List<String> command = new ArrayList<>(List.of("kill", "-" + name, pid));
      ProcessHandle.of(Long.parseLong(pid))
          .orElseThrow()
          .descendants()
          .forEach(session -> command.add(Long.toString(session.pid())));
      // A session may have ended meanwhile, which kill tells by its status.
      new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  /** The first column of a query's rows, as text. */
  public List<String> query(String sql) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements in a session of their own. */
  public void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the database says to a role's statement, which it must not take. */
  public String refusalTo(String role, String password, String sql) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), role, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      throw new AssertionError("not refused: " + sql);
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  /** Runs a statement and holds what it locked until closed. */
  public AutoCloseable holding(String sql) {
    try {
      Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "postgres");
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
