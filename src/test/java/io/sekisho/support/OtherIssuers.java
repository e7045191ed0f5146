package io.sekisho.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import java.util.HashMap;
import java.util.Map;

/**
 * Issuers beside the default one: a partner company's people, and a cluster's service accounts over
 * TLS of the cluster's own authority.
 */
public record OtherIssuers(TestIssuer partner, TestIssuer cluster) {

  /** Starts them for {@code @QuarkusTest}. */
  public static final class Resource implements QuarkusTestResourceLifecycleManager {

    private OtherIssuers issuers;

    @Override
    public Map<String, String> start() {
      TestCertificates certificates = new TestCertificates();
      issuers =
          new OtherIssuers(
              new TestIssuer(SignatureAlgorithm.ES256),
              new TestIssuer(
                  SignatureAlgorithm.RS256,
                  certificates.showing(certificates.issue("api.test", "ip:127.0.0.1"))));
      Map<String, String> config = new HashMap<>();
      String partner = "sekisho.identity.issuers.partner.";
      config.put(partner + "issuer", issuers.partner().url());
      config.put(partner + "audience", TestIssuer.AUDIENCE);
      String cluster = "sekisho.identity.issuers.cluster.";
      config.put(cluster + "kind", "service-accounts");
      config.put(cluster + "issuer", issuers.cluster().url());
      config.put(cluster + "audience", TestIssuer.AUDIENCE);
      config.put(cluster + "jwks-url", issuers.cluster().url() + "/keys");
      config.put(cluster + "tls-configuration", "cluster");
      config.put(
          "quarkus.tls.cluster.trust-store.pem.certs", certificates.authorityPem().toString());
      return config;
    }

    @Override
    public void stop() {
      issuers.partner().close();
      issuers.cluster().close();
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(issuers, new TestInjector.MatchesType(OtherIssuers.class));
    }
  }
}
