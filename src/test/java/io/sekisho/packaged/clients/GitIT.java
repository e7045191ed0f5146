package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.packaged.clients.Surroundings.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** git over HTTPS; its default is to wait for the challenge. */
@ExtendWith(Surroundings.Shared.class)
class GitIT {

  private final Surroundings surroundings;
  @TempDir Path home;

  GitIT(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @BeforeEach
  void serveARepository() throws IOException {
    Path served = surroundings.origin().root().resolve("repository.git");
    if (Files.exists(served)) {
      return;
    }
    Path work = Files.createDirectory(home.resolve("work"));
    Files.writeString(work.resolve("file"), Origin.PAGE);
    git("init", "-q", work.toString());
    git("-C", work.toString(), "add", "file");
    git(
        "-C",
        work.toString(),
        "-c",
        "user.name=Tests",
        "-c",
        "user.email=tests@origin.test",
        "commit",
        "-qm",
        "A file");
    git("clone", "-q", "--bare", work.toString(), served.toString());
    git("-C", served.toString(), "update-server-info");
  }

  @WithEveryPassSize
  void shouldCloneWithThePassInTheEnvironment(int size) {
    Caller caller = surroundings.caller(size);

    clone(Map.of("https_proxy", caller.proxyUrl()));

    surroundings.shouldHaveRecorded(caller, "git/");
  }

  @WithEveryPassSize
  void shouldCloneWithoutWaitingForAChallengeIfToldSo(int size) {
    Caller caller = surroundings.caller(size);

    clone(Map.of(), "-c", "http.proxy=" + caller.proxyUrl(), "-c", "http.proxyAuthMethod=basic");

    surroundings.shouldHaveRecorded(caller, "git/");
  }

  @WithEveryPassSize
  void shouldCloneWithThePassFromACredentialHelper(int size) throws IOException {
    Caller caller = surroundings.caller(size);
    Path token = Files.writeString(home.resolve("token"), caller.pass());

    clone(
        Map.of(),
        "-c",
        "http.proxy=http://" + caller.user() + "@" + caller.proxy(),
        "-c",
        "credential."
            + caller.bareProxyUrl()
            + ".helper=!f() { echo password=$(cat "
            + token
            + "); }; f");

    surroundings.shouldHaveRecorded(caller, "git/");
  }

  @Test
  void shouldSayThatTheProxyRefused() {
    Program.Run run =
        Program.named("git")
            .run(
                home,
                Map.of(
                    "https_proxy",
                    surroundings.caller(0).bareProxyUrl(),
                    "GIT_TERMINAL_PROMPT",
                    "0"),
                "clone",
                surroundings.url("/repository.git"));

    assertThat(run.exit()).isNotZero();
    assertThat(run.errors()).contains("407");
  }

  private void clone(Map<String, String> environment, String... options) {
    Path copy = home.resolve("copy");

    Program.named("git")
        .run(
            home,
            environment,
            Program.join(
                options,
                "-c",
                "http.sslCAInfo=" + surroundings.certificates().authorityPem(),
                "clone",
                "-q",
                surroundings.url("/repository.git"),
                copy.toString()))
        .shouldSucceed();

    assertThat(copy.resolve("file")).hasContent(Origin.PAGE);
  }

  private void git(String... arguments) {
    Program.named("git").run(home, Map.of(), arguments).shouldSucceed();
  }
}
