package io.sekisho.listener;

import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.RecordStamp;
import io.sekisho.egress.Dialer;
import io.sekisho.egress.NameResolver;
import io.sekisho.egress.RouteSelector;
import io.sekisho.identity.Authenticator;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.telemetry.Meters;
import java.time.Duration;

/**
 * The stages that a passage goes through, as one event loop sees them.
 *
 * @param authenticationTimeout how long the first one may take
 */
record Stages(
    Draining draining,
    Authenticator authenticator,
    Duration authenticationTimeout,
    CurrentPolicies policies,
    NameResolver resolver,
    RouteSelector selector,
    Dialer dialer,
    AuditJournal journal,
    RecordStamp stamp,
    Meters meters) {}
