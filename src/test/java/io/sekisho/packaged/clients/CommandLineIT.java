package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.packaged.clients.Program.Run;
import io.sekisho.packaged.clients.Surroundings.Caller;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** curl, wget, git, openssl. */
@ExtendWith(Surroundings.Shared.class)
class CommandLineIT {

  private final Surroundings surroundings;
  private final String authority;

  @TempDir Path home;

  CommandLineIT(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.authority = surroundings.certificates().authorityPem().toString();
  }

  @WithEveryPassSize
  void curlShouldPassWithABearerHeader(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        curl(
            "--proxy",
            caller.bareProxyUrl(),
            "--proxy-header",
            "Proxy-Authorization: Bearer " + caller.pass());

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "curl/");
  }

  @WithEveryPassSize
  void curlShouldPassWithThePassAsPasswordInItsProxysUrl(int size) {
    Caller caller = surroundings.caller(size);

    Run run = curl(Map.of("https_proxy", caller.proxyUrl()));

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "curl/");
  }

  @WithEveryPassSize
  void curlShouldPassWhenItWaitsForAChallenge(int size) {
    Caller caller = surroundings.caller(size);

    Run run = curl("--proxy-anyauth", "--proxy", caller.proxyUrl(), "--verbose");

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    assertThat(run.errors())
        .as("it asks first and answers the challenge")
        .contains("< HTTP/1.1 407")
        .contains("< HTTP/1.1 200");
    surroundings.shouldHaveRecorded(caller, "curl/");
  }

  @Test
  void curlShouldSayWhoRefusedAndWhatItTakes() {
    Run run =
        Program.named("curl")
            .run(
                home,
                Map.of(),
                "-sSv",
                "--proxy",
                surroundings.caller(0).bareProxyUrl(),
                surroundings.url("/page"));

    assertThat(run.exit()).isNotZero();
    assertThat(run.errors())
        .contains("< Proxy-Authenticate: Bearer realm=\"sekisho\"")
        .contains("< Proxy-Authenticate: Basic realm=\"sekisho\"")
        .contains("407");
  }

  @WithEveryPassSize
  void wgetShouldPassWithThePassInItsProxysUrl(int size) {
    Caller caller = surroundings.caller(size);

    Run run = wget(Map.of("https_proxy", caller.proxyUrl()));

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "Wget/");
  }

  @WithEveryPassSize
  void wgetShouldPassWithProxyUserAndPassword(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        wget(
            Map.of("https_proxy", caller.bareProxyUrl()),
            "--proxy-user=" + caller.user(),
            "--proxy-password=" + caller.pass());

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "Wget/");
  }

  @WithEveryPassSize
  void opensslShouldPassWithProxyUserAndPassword(int size) {
    Program.named("openssl");
    Caller caller = surroundings.caller(size);

    Run run =
        Program.named("sh")
            .run(
                home,
                Map.of("TOKEN", caller.pass()),
                "-c",
                "printf 'GET /page HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -ign_eof"
                    + " -verify_return_error \"$@\"",
                "sh",
                "-CAfile",
                authority,
                "-proxy",
                caller.proxy(),
                "-proxy_user",
                caller.user(),
                "-proxy_pass",
                "env:TOKEN",
                "-connect",
                surroundings.authority());

    assertThat(run.output()).as(run.errors()).endsWith("\r\n\r\n" + Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, null);
  }

  private Run curl(String... arguments) {
    return curl(Map.of(), arguments);
  }

  private Run curl(Map<String, String> environment, String... arguments) {
    return Program.named("curl")
        .run(
            home,
            environment,
            Program.join(arguments, "-sS", "--cacert", authority, surroundings.url("/page")))
        .shouldSucceed();
  }

  private Run wget(Map<String, String> environment, String... arguments) {
    return Program.named("wget")
        .run(
            home,
            environment,
            Program.join(
                arguments,
                "-nv",
                "-O",
                "-",
                "--tries=1",
                "--ca-certificate=" + authority,
                surroundings.url("/page")))
        .shouldSucceed();
  }
}
