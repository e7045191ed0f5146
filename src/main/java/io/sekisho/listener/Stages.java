package io.sekisho.listener;

import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.RecordStamp;
import io.sekisho.egress.NameResolver;
import io.sekisho.egress.Reach;
import io.sekisho.egress.RouteSelector;
import io.sekisho.identity.Authenticator;
import io.sekisho.limit.Limits;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.telemetry.Meters;
import java.time.Duration;

/**
 * The stages that a passage goes through, as one event loop sees them.
 *
 * @param authenticationTimeout how long the first one may take
 * @param limitTimeout how long asking for a place may take
 * @param realm this proxy's name, by which it knows a request that came through it already
 */
record Stages(
    Draining draining,
    Authenticator authenticator,
    Duration authenticationTimeout,
    CurrentPolicies policies,
    NameResolver resolver,
    RouteSelector selector,
    Limits limits,
    Duration limitTimeout,
    Reach reach,
    String realm,
    AuditJournal journal,
    RecordStamp stamp,
    Meters meters) {}
