package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sekisho.packaged.clients.Program.Run;
import io.sekisho.packaged.clients.Surroundings.Caller;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak TLS to the proxy itself, so that no pass crosses the network in the clear. */
@ExtendWith(Surroundings.Shared.class)
class TlsProxyIT {

  private final Surroundings surroundings;
  private final String authority;
  private final String page;

  @TempDir Path home;

  TlsProxyIT(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.authority = surroundings.certificates().authorityPem().toString();
    this.page = surroundings.url("/page");
  }

  @WithEveryPassSize
  void curlShouldPassWithABearerHeader(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        curl(
            "--proxy",
            caller.bareTlsProxyUrl(),
            "--proxy-header",
            "Proxy-Authorization: Bearer " + caller.pass());

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", "curl/");
  }

  @WithEveryPassSize
  void curlShouldPassWhenItWaitsForAChallenge(int size) {
    Caller caller = surroundings.caller(size);

    Run run = curl("--proxy-anyauth", "--proxy", caller.tlsProxyUrl());

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", "curl/");
  }

  @WithEveryPassSize
  void curlShouldPassByHttp2(int size) {
    String version = Program.named("curl").run(home, Map.of(), "--version").output();
    Matcher number = Pattern.compile("curl (\\d+)\\.(\\d+)").matcher(version);
    assertThat(number.find()).as(version).isTrue();
    int release = Integer.parseInt(number.group(1)) * 100 + Integer.parseInt(number.group(2));
    assumeTrue(release >= 801 && version.contains("HTTP2"), "--proxy-http2 came with curl 8.1");
    Caller caller = surroundings.caller(size);

    Run run = curl("--proxy-http2", "--proxy", caller.tlsProxyUrl());

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "h2", "curl/");
  }

  @WithEveryPassSize
  void gitShouldPass(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        Program.named("git")
            .run(
                home,
                Map.of("https_proxy", caller.tlsProxyUrl()),
                "-c",
                "http.proxySSLCAInfo=" + authority,
                "-c",
                "http.sslCAInfo=" + authority,
                "ls-remote",
                surroundings.url("/no-such.git"));

    assertThat(run.errors()).as("answered by the origin").contains("not found");
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", "git/");
  }

  @WithEveryPassSize
  void pythonsRequestsShouldPass(int size) {
    Program python = Program.named("/usr/bin/python3", "python3");
    Program.needed(
        python.run(home, Map.of(), "-c", "import requests").exit() == 0,
        "python3-requests is not installed");
    Caller caller = surroundings.caller(size);

    Run run =
        python.run(
            home,
            Map.of("https_proxy", caller.tlsProxyUrl(), "REQUESTS_CA_BUNDLE", authority),
            Scripts.path("requests_fetch.py"),
            page);

    assertThat(run.shouldSucceed().output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", null);
  }

  @WithEveryPassSize
  void nodesUndiciShouldPassWithABearerToken(int size) {
    Program.needed(Scripts.hasModule("undici"), "undici is not in " + Scripts.MODULES);
    Caller caller = surroundings.caller(size);

    Run run = node(caller, "undici_fetch.cjs");

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", null);
  }

  @WithEveryPassSize
  void nodesHttp2ShouldPassWithABearerToken(int size) {
    Caller caller = surroundings.caller(size);

    Run run = node(caller, "http2_fetch.cjs");

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "h2", "node-http2");
  }

  /** Go offers the proxy HTTP/2 as well and speaks HTTP/1.1 to it whatever is agreed on. */
  @WithEveryPassSize
  void goShouldPass(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        Scripts.go(
            home,
            Map.of("https_proxy", caller.tlsProxyUrl(), "SSL_CERT_FILE", authority),
            "fetch.go",
            page);

    assertThat(run.shouldSucceed().output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", "Go-http-client/");
  }

  private Run curl(String... arguments) {
    return Program.named("curl")
        .run(
            home,
            Map.of(),
            Program.join(
                arguments, "-sS", "--proxy-cacert", authority, "--cacert", authority, page))
        .shouldSucceed();
  }

  private Run node(Caller caller, String script) {
    return Program.named("node")
        .run(
            home,
            Map.of(
                "NODE_PATH",
                Scripts.MODULES.toString(),
                "NODE_EXTRA_CA_CERTS",
                authority,
                "TOKEN",
                caller.pass()),
            Scripts.path(script),
            caller.bareTlsProxyUrl(),
            page)
        .shouldSucceed();
  }
}
