package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.destination.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A receiver of syslog. It confirms nothing, so each time has a connection of its own, of which
 * this side ends its half: a receiver that ends the other one then has read up to there. With one
 * that breaks it off, or says nothing, nobody knows. Over TLS its end is signed.
 */
final class SyslogSink implements Sink {

  private static final String TOO_SLOW =
      "the receiver has not read all and ended its side of the connection in time";

  private static final int CONNECTING = 5_000;
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final Authority receiver;
  private final Optional<SSLContext> tls;
  private final SyslogMessages messages;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, SyslogSink::watchThread);

  SyslogSink(
      Authority receiver, Optional<SSLContext> tls, SyslogMessages messages, Duration patience) {
    this.receiver = receiver;
    this.tls = tls;
    this.messages = messages;
    this.patience = patience;
    watch.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void deliver(List<ObjectNode> records) throws IOException {
    byte[] octets = messages.of(records);
    try (EndWatchingSocket tcp = new EndWatchingSocket()) {
      // A socket that is written to knows no time-out.
      AtomicBoolean late = new AtomicBoolean();
      ScheduledFuture<?> end =
          watch.schedule(() -> abort(tcp, late), patience.toMillis(), TimeUnit.MILLISECONDS);
      try {
        tcp.connect(new InetSocketAddress(receiver.host().text(), receiver.port()), CONNECTING);
        try (Socket socket = tls.isPresent() ? secured(tcp, tls.get()) : tcp) {
          socket.getOutputStream().write(octets);
          socket.getOutputStream().flush();
          socket.shutdownOutput();
          awaitEnd(socket.getInputStream());
          if (tls.isPresent() && tcp.hasEnded()) {
            throw new IOException("the connection was cut off");
          }
        }
      } catch (IOException e) {
        throw late.get() ? new IOException(TOO_SLOW) : e;
      } finally {
        end.cancel(false);
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private SSLSocket secured(Socket tcp, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(tcp, receiver.host().text(), receiver.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void awaitEnd(InputStream in) throws IOException {
    int answered = 0;
    while (in.read() >= 0) {
      if (++answered > LONGEST_ANSWER) {
        throw new IOException("the receiver answers, and does not end");
      }
    }
  }

  private static void abort(Socket socket, AtomicBoolean late) {
    late.set(true);
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever waits for it is told.
    }
  }

  private static Thread watchThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-syslog-watch");
    thread.setDaemon(true);
    return thread;
  }
}
