package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.packaged.clients.Surroundings.Caller;
import io.sekisho.support.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ssh by {@code ProxyCommand} to a real OpenSSH server, where both sides speak first. */
@ExtendWith(Surroundings.Shared.class)
class SshIT {

  private final Surroundings surroundings;
  private final int port = Ports.free();
  private Process server;

  @TempDir Path home;

  SshIT(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @BeforeEach
  void startAServer() throws IOException {
    Program.named("ssh");
    Program sshd = Program.named("sshd", "/usr/sbin/sshd");
    Program.needed(
        !System.getProperty("user.name").equals("root") || Files.isDirectory(Path.of("/run/sshd")),
        "sshd as root needs the directory /run/sshd");
    key("host");
    key("id");
    Files.writeString(
        home.resolve("known"),
        "[%s]:%d %s"
            .formatted(Surroundings.HOST, port, Files.readString(home.resolve("host.pub"))));
    Path configuration =
        Files.writeString(
            home.resolve("sshd_config"),
            """
            ListenAddress 127.0.0.1:%1$d
            HostKey %2$s/host
            AuthorizedKeysFile %2$s/id.pub
            StrictModes no
            UsePAM no
            PidFile none
            ForceCommand printf '%3$s'
            """
                .formatted(port, home, Origin.PAGE.replace("\n", "\\n")));
    server =
        sshd.start(
            home, home.resolve("sshd.log"), Map.of(), "-D", "-e", "-f", configuration.toString());
    await().atMost(Duration.ofSeconds(20)).until(this::listens);
  }

  @AfterEach
  void stopTheServer() {
    if (server != null) {
      Program.end(server);
    }
  }

  @WithEveryPassSize
  void shouldPassBySocatWithThePassInAFile(int size) throws IOException {
    Program.named("socat");
    Caller caller = surroundings.caller(size);
    Files.writeString(home.resolve("login"), caller.user() + ":" + caller.pass());

    login(
        "socat - PROXY:127.0.0.1:%%h:%%p,proxyport=%d,proxy-authorization-file=$HOME/login"
            .formatted(surroundings.proxyPort()));

    surroundings.shouldHaveRecorded(caller, port, null);
  }

  @Test
  void shouldPassByProxytunnelWithAHeader() {
    Program.named("proxytunnel");
    Caller caller = surroundings.caller(0);

    login(
        "proxytunnel -q -p %s -H 'Proxy-Authorization: Bearer %s' -d %%h:%%p"
            .formatted(caller.proxy(), caller.pass()));

    surroundings.shouldHaveRecorded(caller, port, null);
  }

  @Test
  void shouldPassByProxytunnelOverTls() {
    Program.named("proxytunnel");
    Caller caller = surroundings.caller(0);

    login(
        "proxytunnel -q -E -C %s -p %s -H 'Proxy-Authorization: Bearer %s' -d %%h:%%p"
            .formatted(
                surroundings.certificates().authorityPem(), caller.tlsProxy(), caller.pass()));

    surroundings.shouldHaveRecordedOverTls(caller, port, "http/1.1", null);
  }

  private void login(String proxyCommand) {
    Program.Run run =
        Program.named("ssh")
            .run(
                home,
                Map.of(),
                "-F",
                "none",
                "-i",
                home.resolve("id").toString(),
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + home.resolve("known"),
                "-o",
                "ProxyCommand=" + proxyCommand,
                "-p",
                Integer.toString(port),
                System.getProperty("user.name") + "@" + Surroundings.HOST)
            .shouldSucceed();

    assertThat(run.output()).isEqualTo(Origin.PAGE);
  }

  private void key(String file) {
    Program.named("ssh-keygen")
        .run(home, Map.of(), "-q", "-t", "ed25519", "-N", "", "-f", home.resolve(file).toString())
        .shouldSucceed();
  }

  private boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
