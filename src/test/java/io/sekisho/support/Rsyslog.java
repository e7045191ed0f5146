package io.sekisho.support;

import static org.awaitility.Awaitility.await;

import io.sekisho.support.TestCertificates.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real rsyslogd, without privileges, which writes what comes to a file before it reads on: one
 * for TCP, one for TLS.
 */
public final class Rsyslog implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      global(workDirectory="%1$s" maxMessageSize="64k"
        defaultNetstreamDriverCAFile="%1$s/authority.pem"
        defaultNetstreamDriverCertFile="%1$s/certificate.pem"
        defaultNetstreamDriverKeyFile="%1$s/key.pem")
      module(load="imptcp")
      module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
      template(name="line" type="string"
        string="%%syslogfacility%%.%%syslogseverity%% %%hostname%% %%app-name%% %%msgid%% %%structured-data%% %%msg%%\\n")
      ruleset(name="tcp" queue.type="Direct") {
        action(type="omfile" file="%1$s/tcp" template="line")
      }
      ruleset(name="tls" queue.type="Direct") {
        action(type="omfile" file="%1$s/tls" template="line")
      }
      input(type="imptcp" address="127.0.0.1" port="%2$d" ruleset="tcp")
      input(type="imtcp" address="127.0.0.1" port="%3$d" ruleset="tls")
      """;

  private final Path executable;
  private final Path directory;
  private final int tcpPort = Ports.free();
  private final int tlsPort = Ports.free();
  private Process process;

  public Rsyslog(Path executable, Path directory, Path authority, Identity identity) {
    this.executable = executable;
    this.directory = directory;
    try {
      Files.copy(authority, directory.resolve("authority.pem"));
      Files.writeString(directory.resolve("certificate.pem"), identity.certificatePem());
      Files.writeString(directory.resolve("key.pem"), identity.keyPem());
      Files.writeString(
          directory.resolve("rsyslog.conf"), CONFIGURATION.formatted(directory, tcpPort, tlsPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its module for TLS is installed, which has a package of its own. */
  public static boolean knowsTls() {
    try (Stream<Path> directories = Files.list(Path.of("/usr/lib"))) {
      return Stream.concat(directories, Stream.of(Path.of("/usr/lib"), Path.of("/usr/lib64")))
          .anyMatch(directory -> Files.exists(directory.resolve("rsyslog/lmnsd_ossl.so")));
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts it, and returns once it listens. */
  public Rsyslog start() {
    try {
      Files.deleteIfExists(directory.resolve("pid"));
      process =
          new ProcessBuilder(
                  executable.toString(),
                  "-n",
                  "-f",
                  directory.resolve("rsyslog.conf").toString(),
                  "-i",
                  directory.resolve("pid").toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("rsyslogd; see " + directory.resolve("log"))
        .atMost(Duration.ofSeconds(30))
        .until(() -> listens(tcpPort) && listens(tlsPort));
    return this;
  }

  public int tcpPort() {
    return tcpPort;
  }

  public int tlsPort() {
    return tlsPort;
  }

  /** What came over TCP: facility and severity, host, application, kind, data, message. */
  public List<String> overTcp() {
    return lines("tcp");
  }

  /** What came over TLS. */
  public List<String> overTls() {
    return lines("tls");
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private List<String> lines(String file) {
    try {
      Path path = directory.resolve(file);
      return Files.exists(path)
          ? Files.readString(path, StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
