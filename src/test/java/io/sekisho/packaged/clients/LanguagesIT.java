package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.packaged.clients.Program.Run;
import io.sekisho.packaged.clients.Surroundings.Caller;
import io.sekisho.support.TestCertificates;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP clients that programs use: Python, Node, Java, Go. */
@ExtendWith(Surroundings.Shared.class)
class LanguagesIT {

  private final Surroundings surroundings;
  private final String authority;
  private final String page;

  @TempDir Path home;

  LanguagesIT(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.authority = surroundings.certificates().authorityPem().toString();
    this.page = surroundings.url("/page");
  }

  @WithEveryPassSize
  void pythonsUrllibShouldPass(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        python(
            Map.of("https_proxy", caller.proxyUrl(), "SSL_CERT_FILE", authority),
            Scripts.path("urllib_fetch.py"),
            page);

    assertThat(run.shouldSucceed().output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void pythonsRequestsShouldPass(int size) {
    Program.needed(
        python(Map.of(), "-c", "import requests").exit() == 0, "python3-requests is not installed");
    Caller caller = surroundings.caller(size);

    Run run =
        python(
            Map.of("https_proxy", caller.proxyUrl(), "REQUESTS_CA_BUNDLE", authority),
            Scripts.path("requests_fetch.py"),
            page);

    assertThat(run.shouldSucceed().output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void nodesUndiciShouldPassWithABearerToken(int size) {
    Program.needed(Scripts.hasModule("undici"), "undici is not in " + Scripts.MODULES);
    Caller caller = surroundings.caller(size);

    Run run =
        Program.named("node")
            .run(
                home,
                Map.of(
                    "NODE_PATH",
                    Scripts.MODULES.toString(),
                    "NODE_EXTRA_CA_CERTS",
                    authority,
                    "TOKEN",
                    caller.pass()),
                Scripts.path("undici_fetch.cjs"),
                caller.bareProxyUrl(),
                page);

    assertThat(run.shouldSucceed().output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void javasHttpClientShouldPassWithABearerHeader(int size) {
    Caller caller = surroundings.caller(size);

    assertThat(java(caller, Scripts.path("BearerFetch.java")).output()).isEqualTo(Origin.PAGE);

    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void javasHttpClientShouldPassWithBasicIfThatIsEnabled(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        java(caller, "-Djdk.http.auth.tunneling.disabledSchemes=", Scripts.path("BasicFetch.java"));

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void goShouldPassWithThePassInItsEnvironment(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        go(Map.of("https_proxy", caller.proxyUrl(), "SSL_CERT_FILE", authority), "fetch.go", page);

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "Go-http-client/");
  }

  @WithEveryPassSize
  void goShouldPassWithABearerHeader(int size) {
    Caller caller = surroundings.caller(size);

    Run run =
        go(
            Map.of("TOKEN", caller.pass(), "SSL_CERT_FILE", authority),
            "bearer.go",
            caller.bareProxyUrl(),
            page);

    assertThat(run.output()).isEqualTo(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "Go-http-client/");
  }

  /** The system's own Python: one of a version manager has not the system's packages. */
  private Run python(Map<String, String> environment, String... arguments) {
    return Program.named("/usr/bin/python3", "python3").run(home, environment, arguments);
  }

  private Run java(Caller caller, String... arguments) {
    return Program.named("java")
        .run(
            home,
            Map.of("TOKEN", caller.pass()),
            Program.join(
                new String[] {
                  "-Djavax.net.ssl.trustStore=" + surroundings.certificates().trustStore(),
                  "-Djavax.net.ssl.trustStorePassword=" + TestCertificates.PASSWORD
                },
                Program.join(arguments, caller.bareProxyUrl(), page)))
        .shouldSucceed();
  }

  private Run go(Map<String, String> environment, String name, String... arguments) {
    return Scripts.go(home, environment, name, arguments).shouldSucceed();
  }
}
