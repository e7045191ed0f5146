package io.sekisho.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Prints the lines to paste once dev mode is up. Each gets a fresh token as it runs, so none goes
 * stale and no token is printed.
 */
@IfBuildProfile("dev")
@ApplicationScoped
public class FirstSteps {

  private final String issuer;
  private final int proxyPort;
  private final int apiPort;

  FirstSteps(
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer,
      @ConfigProperty(name = "sekisho.proxy.port", defaultValue = "3128") int proxyPort,
      @ConfigProperty(name = "quarkus.http.port") int apiPort) {
    this.issuer = issuer;
    this.proxyPort = proxyPort;
    this.apiPort = apiPort;
  }

  void print(
      @Observes @jakarta.annotation.Priority(Interceptor.Priority.LIBRARY_AFTER)
          StartupEvent event) {
    System.out.println(text());
  }

  private String text() {
    return """

        ────────────────────────────────────────────────────────────────────────────────────────
        Sekisho is running on an embedded PostgreSQL and a development issuer (%2$s).
        Users: alice (developers), bob (nobody special), audrey (auditor), adam (administrator).
        Paste these into another terminal:

        # 1. Let through: alice may reach this machine's issuer; the bytes come through a tunnel.
        curl -sS -p -x http://localhost:%1$d --proxy-header "Proxy-Authorization: Bearer $(%4$s)" %2$s/.well-known/openid-configuration

        # 2. Refused: bob has a pass, but no policy allows him this.
        curl -sS -i -p -x http://localhost:%1$d --proxy-header "Proxy-Authorization: Bearer $(%5$s)" %2$s/keys

        # 3. The audit log, as an auditor sees it.
        curl -sS -H "Authorization: Bearer $(%6$s)" "http://localhost:%3$d/api/v1/tunnels?limit=5"

        # 4. The same for people: open http://localhost:%3$d/console and sign in as audrey, adam or alice.

        # On a machine with internet access, alice may also reach example.com, as any client would:
        https_proxy="http://alice:$(%4$s)@localhost:%1$d" curl -sS https://example.com
        ────────────────────────────────────────────────────────────────────────────────────────
        """
        .formatted(proxyPort, issuer, apiPort, token("alice"), token("bob"), token("audrey"));
  }

  /**
   * A command that prints a token: the password grant, which only a development issuer should have.
   */
  private String token(String user) {
    return "curl -sS "
        + issuer
        + "/token -d grant_type=password -d client_id=quarkus-app -d client_secret=secret -d username="
        + user
        + " -d password="
        + user
        + " | sed -n 's/.*\"access_token\": *\"\\([^\"]*\\)\".*/\\1/p'";
  }
}
