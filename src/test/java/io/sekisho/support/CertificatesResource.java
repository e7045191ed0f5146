package io.sekisho.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The TLS listener's certificate, and an authority for clients that show one. */
public final class CertificatesResource implements QuarkusTestResourceLifecycleManager {

  private TestCertificates certificates;
  private TestCertificates.Identity proxy;

  @Override
  public Map<String, String> start() {
    certificates = new TestCertificates();
    proxy = certificates.issue("proxy.test", "dns:proxy.test", "ip:127.0.0.1");
    return Map.of(
        "quarkus.tls.proxy.key-store.p12.path",
        proxy.keyStore().toString(),
        "quarkus.tls.proxy.key-store.p12.password",
        TestCertificates.PASSWORD,
        "quarkus.tls.proxy.trust-store.p12.path",
        certificates.trustStore().toString(),
        "quarkus.tls.proxy.trust-store.p12.password",
        TestCertificates.PASSWORD);
  }

  @Override
  public void stop() {
    // Nothing runs.
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(certificates, new TestInjector.MatchesType(TestCertificates.class));
    injector.injectIntoFields(proxy, new TestInjector.MatchesType(TestCertificates.Identity.class));
  }
}
