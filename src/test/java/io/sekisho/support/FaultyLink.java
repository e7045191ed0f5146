package io.sekisho.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network between the application and its database that can lose the answer to a commit of audit
 * records: the database gets it, and nobody hears of it.
 */
public final class FaultyLink implements AutoCloseable {

  private static final String INSERT = "insert into audit_record ";
  private static final String COMMIT = "commit";

  private final ServerSocket server;
  private final int databasePort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger toCut = new AtomicInteger();
  private final AtomicInteger toSwallow = new AtomicInteger();

  public FaultyLink(int databasePort) {
    this.databasePort = databasePort;
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** The database behind it; every statement is sent as text, also the end of a transaction. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:"
        + server.getLocalPort()
        + "/postgres?prepareThreshold=0&socketTimeout=4";
  }

  /** Breaks the connection of the next commit behind it. */
  public void cutNextCommit() {
    toCut.incrementAndGet();
  }

  /** Has nothing come back on the connection of the next commit, which stays open. */
  public void swallowNextCommit() {
    toSwallow.incrementAndGet();
  }

  /** Whether all that was to happen has happened. */
  public boolean isDone() {
    return toCut.get() == 0 && toSwallow.get() == 0;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Socket database = new Socket(InetAddress.getLoopbackAddress(), databasePort);
        sockets.add(database);
        Connection connection = new Connection(client, database);
        daemon(connection::forth);
        daemon(connection::back);
      } catch (IOException e) {
        // Nobody behind it, or closed: a client sees its connection broken.
      }
    }
  }

  private static boolean take(AtomicInteger number) {
    return number.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-link");
    thread.setDaemon(true);
    thread.start();
  }

  /** One of them. */
  private final class Connection {

    private final Socket client;
    private final Socket database;
    private volatile boolean silent;
    private volatile boolean cut;
    private String recent = "";

    Connection(Socket client, Socket database) {
      this.client = client;
      this.database = database;
    }

    void forth() {
      try (client;
          database) {
        byte[] buffer = new byte[1 << 16];
        InputStream in = client.getInputStream();
        OutputStream out = database.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          // Before it is passed on, so that no answer can be faster.
          look(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
          out.write(buffer, 0, count);
          if (cut) {
            // Finished, not reset: the database reads what is on its way.
            database.shutdownOutput();
            return;
          }
        }
      } catch (IOException e) {
        // Broken by either side: both are closed.
      }
    }

    void back() {
      try (client;
          database) {
        byte[] buffer = new byte[1 << 16];
        InputStream in = database.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          if (!silent) {
            out.write(buffer, 0, count);
          }
        }
      } catch (IOException e) {
        // Broken by either side: both are closed.
      }
    }

    /** Whether a transaction that has written records is about to end. */
    private void look(String text) {
      recent += text.toLowerCase(Locale.ROOT);
      int insert = recent.indexOf(INSERT);
      if (insert < 0) {
        recent = recent.substring(Math.max(0, recent.length() - INSERT.length()));
      } else if (recent.indexOf(COMMIT, insert) > 0) {
        recent = "";
        cut = take(toCut);
        silent = cut || take(toSwallow);
      }
    }
  }
}
