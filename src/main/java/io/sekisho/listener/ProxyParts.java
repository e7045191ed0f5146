package io.sekisho.listener;

import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.ApiUrl;
import io.sekisho.config.SekishoConfig;
import io.sekisho.egress.RouteSelector;
import io.sekisho.egress.Ways;
import io.sekisho.identity.Authenticator;
import io.sekisho.limit.Limits;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.telemetry.Meters;
import io.sekisho.tunnel.Kills;
import io.sekisho.tunnel.Revocation;
import io.sekisho.tunnel.Traffic;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.inject.Singleton;

/** What the listeners of all event loops share. */
@Singleton
record ProxyParts(
    SekishoConfig config,
    ApiUrl apiUrl,
    Draining draining,
    AdmissionGate gate,
    TrustedSources trustedSources,
    TlsContexts tls,
    Authenticator authenticator,
    CurrentPolicies policies,
    RouteSelector selector,
    Limits limits,
    Ways ways,
    AuditJournal journal,
    RecordStamp stamp,
    TunnelRegistry tunnels,
    Revocation revocation,
    Kills kills,
    Traffic traffic,
    Meters meters) {}
