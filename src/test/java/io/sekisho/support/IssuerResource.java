package io.sekisho.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Starts the issuer for {@code @QuarkusTest}; the running one is at {@link #issuer()}. */
public class IssuerResource implements QuarkusTestResourceLifecycleManager {

  private static TestIssuer issuer;

  public static TestIssuer issuer() {
    return issuer;
  }

  @Override
  public Map<String, String> start() {
    issuer = new TestIssuer();
    return Map.of(
        "quarkus.oidc.auth-server-url",
        issuer.url(),
        "quarkus.oidc.token.audience",
        TestIssuer.AUDIENCE);
  }

  @Override
  public void stop() {
    issuer.close();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(issuer, new TestInjector.MatchesType(TestIssuer.class));
  }
}
