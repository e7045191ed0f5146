package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;

/** An attempt as its own caller may see it. */
final class OwnTunnel {

  private OwnTunnel() {}

  /**
   * Of a refusal the record knows more than its caller was told: what a name resolves to, whether
   * it exists at all, which policy is about its addresses. That stays with the auditors.
   */
  static RecordedTunnel of(RecordedTunnel tunnel) {
    boolean opened = tunnel.openedAt() != null;
    return new RecordedTunnel(
        tunnel.id(),
        tunnel.time(),
        tunnel.decision(),
        tunnel.status(),
        tunnel.error(),
        opened ? tunnel.reason() : null,
        tunnel.user(),
        tunnel.subject(),
        tunnel.issuer(),
        tunnel.groups(),
        tunnel.serviceAccount(),
        tunnel.clientAddress(),
        tunnel.userAgent(),
        tunnel.listener(),
        tunnel.protocol(),
        tunnel.host(),
        tunnel.port(),
        opened ? tunnel.address() : null,
        opened ? tunnel.dialled() : null,
        opened ? tunnel.policy() : null,
        tunnel.policyVersion(),
        opened && tunnel.wouldDeny(),
        opened && tunnel.wouldAllow(),
        opened ? tunnel.reportPolicy() : null,
        tunnel.openedAt(),
        tunnel.closedAt(),
        tunnel.bytesUp(),
        tunnel.bytesDown(),
        tunnel.closeReason(),
        tunnel.sni(),
        tunnel.alpn(),
        tunnel.tlsVersion(),
        tunnel.ja4(),
        tunnel.ech(),
        tunnel.node(),
        tunnel.pass());
  }
}
