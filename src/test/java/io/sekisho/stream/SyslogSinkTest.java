package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.syslog.Facility;
import com.cloudbees.syslog.Severity;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.support.Ports;
import io.sekisho.support.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class SyslogSinkTest {

  private static final TestCertificates CERTIFICATES = new TestCertificates();
  private static final SSLContext SERVER =
      CERTIFICATES.showing(CERTIFICATES.issue("syslog", "dns:localhost"));
  private static final SSLContext OF_ANOTHER_NAME =
      CERTIFICATES.showing(CERTIFICATES.issue("other", "dns:other.test"));
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LITTLE = Duration.ofMillis(500);

  /** What a receiver does with a connection. */
  private interface Receiving {
    void serve(Socket socket) throws IOException;
  }

  private final BlockingQueue<String> received = new ArrayBlockingQueue<>(10);
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void shouldReturnOnceTheReceiverHasReadToTheEnd() throws Exception {
    try (ServerSocket receiver = receiver(this::readAll)) {
      deliver(receiver, Optional.empty(), PATIENCE);
    }

    assertThat(received.poll(10, TimeUnit.SECONDS)).contains("\"sequence\":1,", "\"sequence\":20,");
  }

  @Test
  void shouldDeliverAgainOverAnotherConnection() throws Exception {
    try (ServerSocket receiver = receiver(this::readAll);
        SyslogSink sink = sink(receiver, Optional.empty(), PATIENCE)) {
      sink.deliver(Records.numbered(1, 2));
      sink.deliver(Records.numbered(3, 4));
    }

    assertThat(received).hasSize(2);
  }

  @Test
  void shouldFailIfTheReceiverBreaksOff() {
    try (ServerSocket receiver =
        receiver(
            socket -> {
              socket.getInputStream().read();
              socket.setSoLinger(true, 0);
              socket.close();
            })) {
      assertThatThrownBy(() -> deliver(receiver, Optional.empty(), PATIENCE))
          .isInstanceOf(IOException.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldFailIfNobodyListens() {
    try (SyslogSink sink = sink(Ports.free(), Optional.empty(), PATIENCE)) {
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldFailIfTheReceiverReadsAndDoesNotEnd() throws Exception {
    try (ServerSocket receiver =
        receiver(
            socket -> {
              socket.getInputStream().readAllBytes();
              untilOver();
            })) {
      assertThatThrownBy(() -> deliver(receiver, Optional.empty(), LITTLE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in time");
    }
    over.countDown();
  }

  @Test
  void shouldFailIfTheReceiverDoesNotRead() throws Exception {
    try (ServerSocket receiver = receiver(socket -> untilOver());
        SyslogSink sink = sink(receiver, Optional.empty(), LITTLE)) {
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 50_000)))
          .as("more than buffers on the way take")
          .isInstanceOf(IOException.class);
    }
    over.countDown();
  }

  @Test
  void shouldFailOverTlsIfTheReceiverDoesNotRead() throws Exception {
    try (ServerSocket receiver =
            receiver(
                socket -> {
                  secured(socket, SERVER);
                  untilOver();
                });
        SyslogSink sink = sink(receiver, trust(), LITTLE)) {
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 50_000)))
          .isInstanceOf(IOException.class);
    }
    over.countDown();
  }

  @Test
  void shouldReturnOverTlsOnceTheReceiverHasEndedItsSideToo() throws Exception {
    try (ServerSocket receiver = receiver(socket -> readAll(secured(socket, SERVER)))) {
      deliver(receiver, trust(), PATIENCE);
    }

    assertThat(received.poll(10, TimeUnit.SECONDS)).contains("\"sequence\":20,");
  }

  @Test
  void shouldNotTakeAnEndThatTlsHasNotSigned() throws Exception {
    try (ServerSocket receiver =
        receiver(
            socket -> {
              SSLSocket secured = secured(socket, SERVER);
              secured.getInputStream().readAllBytes();
              socket.shutdownOutput();
              untilOver();
            })) {
      assertThatThrownBy(() -> deliver(receiver, trust(), PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut off");
    }
    over.countDown();
  }

  @Test
  void shouldNotSpeakToWhoHasNoCertificateForTheHost() throws Exception {
    try (ServerSocket receiver = receiver(socket -> readAll(secured(socket, OF_ANOTHER_NAME)))) {
      assertThatThrownBy(() -> deliver(receiver, trust(), PATIENCE))
          .isInstanceOf(IOException.class);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void shouldNotSpeakToWhoIsNotTrusted() throws Exception {
    Optional<SSLContext> others = Optional.of(new TestCertificates().anonymous());
    try (ServerSocket receiver = receiver(socket -> readAll(secured(socket, SERVER)))) {
      assertThatThrownBy(() -> deliver(receiver, others, PATIENCE)).isInstanceOf(IOException.class);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void shouldBearToBeClosedTwice() throws Exception {
    SyslogSink sink = sink(1, Optional.empty(), PATIENCE);
    sink.close();

    assertThatCode(sink::close).doesNotThrowAnyException();
  }

  private void readAll(Socket socket) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    in.transferTo(read);
    received.add(read.toString(StandardCharsets.UTF_8));
    socket.close();
  }

  private void untilOver() {
    try {
      over.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SSLSocket secured(Socket socket, SSLContext context) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  private static Optional<SSLContext> trust() {
    return Optional.of(CERTIFICATES.anonymous());
  }

  private static void deliver(ServerSocket receiver, Optional<SSLContext> tls, Duration patience)
      throws IOException {
    try (SyslogSink sink = sink(receiver, tls, patience)) {
      sink.deliver(Records.numbered(1, 20));
    }
  }

  private static SyslogSink sink(
      ServerSocket receiver, Optional<SSLContext> tls, Duration patience) {
    return sink(receiver.getLocalPort(), tls, patience);
  }

  private static SyslogSink sink(int port, Optional<SSLContext> tls, Duration patience) {
    return new SyslogSink(
        new Authority(Host.parse("localhost"), port),
        tls,
        new SyslogMessages(Facility.AUDIT, Severity.INFORMATIONAL, "sekisho", "sekisho@32473"),
        patience);
  }

  private static ServerSocket receiver(Receiving receiving) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  receiving.serve(socket);
                } catch (IOException e) {
                  // The sender has gone, or the test is over.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }
}
