package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.audit.DialledAddress;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.Reported;
import io.sekisho.tls.ClientHello;
import io.sekisho.tunnel.Tunnel;
import java.util.Optional;

/** An open tunnel in the form in which the log will tell of it. */
@RegisterForReflection(targets = {RecordedTunnel.class, DialledAddress.class})
final class LiveTunnel {

  private LiveTunnel() {}

  /** A tunnel that is open now, with the bytes so far. */
  static RecordedTunnel of(Tunnel tunnel, String node) {
    Attempt attempt = tunnel.attempt();
    Caller caller = attempt.caller().orElseThrow();
    Optional<ClientHello> hello = tunnel.inspection().hello();
    return new RecordedTunnel(
        attempt.id(),
        attempt.time(),
        "allow",
        200,
        null,
        null,
        caller.user(),
        caller.subject(),
        caller.issuer(),
        caller.groups().stream().sorted().toList(),
        caller.serviceAccount().orElse(null),
        Host.format(attempt.arrival().client().getAddress()),
        attempt.userAgent().isEmpty() ? null : attempt.userAgent(),
        attempt.arrival().listener().label(),
        attempt.arrival().protocol().label(),
        attempt.authority().orElseThrow().host().text(),
        attempt.authority().orElseThrow().port(),
        attempt.address().map(Host::format).orElse(null),
        DialledAddress.of(attempt),
        attempt.policy().orElse(null),
        attempt.policyVersion().orElse(null),
        attempt.reported().isPresent(),
        false,
        attempt.reported().map(Reported::policy).orElse(null),
        tunnel.openedAt(),
        null,
        tunnel.bytesUp(),
        tunnel.bytesDown(),
        null,
        hello.flatMap(ClientHello::sni).orElse(null),
        hello.map(ClientHello::alpn).orElse(null),
        hello.map(ClientHello::version).orElse(null),
        hello.map(ClientHello::ja4).orElse(null),
        hello.map(ClientHello::ech).orElse(null),
        node,
        caller.pass().orElse(null));
  }
}
