package io.sekisho.listener;

import io.sekisho.audit.AuditRecord;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.SekishoConfig.Tunnel.OnTokenExpiry;
import io.sekisho.connect.Answer;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.Response;
import io.sekisho.limit.Slot;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.tls.TlsMode;
import io.sekisho.tunnel.CloseReason;
import io.sekisho.tunnel.HelloGate;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelLimits;
import io.sekisho.wire.Pipes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What becomes of an attempt: a refusal or a tunnel, counted and recorded. */
final class Outcomes implements Client.Host {

  private static final Logger LOG = Logger.getLogger(Outcomes.class);

  private final ProxyParts parts;
  private final Answer answer;
  private final TunnelLimits limits;
  private final Pipes pipes;

  Outcomes(ProxyParts parts, Pipes pipes) {
    this.parts = parts;
    this.pipes = pipes;
    this.answer = new Answer(parts.config().proxy().realm(), parts.apiUrl().accessRequests());
    SekishoConfig.Tunnel tunnel = parts.config().tunnel();
    this.limits =
        new TunnelLimits(tunnel.idleTimeout(), tunnel.halfCloseTimeout(), tunnel.maxDuration());
  }

  @Override
  public Response refused(Passage passage, Refused refused) {
    Attempt attempt = passage.attempt();
    Refusal refusal = refused.refusal();
    if (!refused.isRecorded()) {
      parts
          .journal()
          .append(
              new AuditRecord.Refused(parts.stamp().id(), parts.stamp().now(), attempt, refusal));
    }
    parts.meters().request(refusal.reason().label());
    return answer.refused(refusal, attempt.id(), attempt.caller().isPresent());
  }

  @Override
  public void opened(Client client, Passage.Opening opening) {
    Attempt attempt = client.passage().attempt();
    Tunnel tunnel =
        new Tunnel(
            attempt,
            opening.time(),
            client,
            opening.target(),
            gate(attempt, opening.allowed().tls()),
            limits(attempt, opening.allowed().limits()),
            opening.slot(),
            parts.traffic(),
            pipes,
            ending -> ended(ending, opening.slot()));
    parts.tunnels().add(tunnel);
    parts.meters().request("opened");
    try {
      client.establish(answer.established(attempt.id()));
      tunnel.start();
    } catch (RuntimeException e) {
      // Never expected; but a tunnel that does not start would never end either.
      LOG.error("a tunnel could not be started", e);
      client.drop();
      opening.target().drop();
      ended(
          new Tunnel.Ending(tunnel, CloseReason.NOT_OPENED, Optional.empty(), 0, 0),
          opening.slot());
    }
    parts.revocation().checkLateComer(tunnel);
    parts.kills().checkLateComer(tunnel);
  }

  /** By the wall clock once, at the opening: from then on time cannot be set back. */
  private TunnelLimits limits(Attempt attempt, PolicyLimits policy) {
    TunnelLimits stricter = limits.within(policy);
    return parts.config().tunnel().onTokenExpiry() == OnTokenExpiry.CLOSE
        ? stricter.withPass(
            Duration.between(parts.stamp().now(), attempt.caller().orElseThrow().passExpires()))
        : stricter;
  }

  private Optional<HelloGate> gate(Attempt attempt, TlsMode tls) {
    SekishoConfig.Tunnel.Hello hello = parts.config().tunnel().hello();
    return tls == TlsMode.OFF
        ? Optional.empty()
        : Optional.of(
            new HelloGate(
                tls,
                attempt.authority().orElseThrow().host(),
                Math.toIntExact(hello.maxSize().asLongValue()),
                hello.timeout()));
  }

  private void ended(Tunnel.Ending ending, Slot slot) {
    slot.release();
    parts
        .journal()
        .append(
            new AuditRecord.Closed(
                parts.stamp().id(),
                parts.stamp().now(),
                ending.tunnel().attempt().id(),
                ending.tunnel().attempt().time(),
                ending.reason(),
                ending.remark(),
                ending.bytesUp(),
                ending.bytesDown(),
                ending.tunnel().inspection()));
    parts.meters().tunnelClosed(ending.reason().label());
    parts.tunnels().remove(ending.tunnel());
  }
}
