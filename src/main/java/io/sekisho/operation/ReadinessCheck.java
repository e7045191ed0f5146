package io.sekisho.operation;

import io.sekisho.audit.AuditJournal;
import io.sekisho.listener.Draining;
import io.sekisho.listener.ProxyServer;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while it listens, has policies to decide on and is not draining. A database that is away
 * does not make it unready: all replicas would leave service together, and clients would meet a
 * closed port in place of an answer that says why.
 */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

  private final ProxyServer proxy;
  private final CurrentPolicies policies;
  private final AuditJournal journal;
  private final Draining draining;

  ReadinessCheck(
      ProxyServer proxy, CurrentPolicies policies, AuditJournal journal, Draining draining) {
    this.proxy = proxy;
    this.policies = policies;
    this.journal = journal;
    this.draining = draining;
  }

  @Override
  public HealthCheckResponse call() {
    boolean listening = proxy.port() > 0 || proxy.tlsPort() > 0;
    boolean usable = policies.usable().isPresent();
    boolean stopping = draining.hasBegun();
    return HealthCheckResponse.named("proxy")
        .status(listening && usable && !stopping)
        .withData("listening", listening)
        .withData("draining", stopping)
        .withData("policiesUsable", usable)
        .withData("policyVersion", policies.newest().map(PolicySnapshot::version).orElse(-1L))
        .withData("auditAvailable", journal.available())
        .withData("auditSpooling", journal.isSpooling())
        .build();
  }
}
