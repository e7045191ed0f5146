package io.sekisho.connect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sekisho.connect.RequestHead.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The answers to a CONNECT request. */
public final class Answer {

  private static final long RETRY_AFTER_SECONDS = 5L;

  /** Limits of a client are counted by the minute. */
  private static final long RETRY_AFTER_LIMIT_SECONDS = 60L;

  private final String realm;
  private final String proxyName;
  private final String accessRequests;

  /**
   * @param realm the protection space in challenges and the proxy's name in Proxy-Status
   * @param accessRequests where those ask for access whom the policies deny it
   */
  public Answer(String realm, String accessRequests) {
    this.realm = StructuredText.quoted(realm);
    this.proxyName = StructuredText.token(realm);
    this.accessRequests = accessRequests;
  }

  /** The 2xx that opens the tunnel: no content, no length, no coding (RFC 9110 §9.3.6). */
  public Response established(UUID tunnel) {
    return new Response(200, List.of(new Field("Sekisho-Tunnel", tunnel.toString())), new byte[0]);
  }

  /**
   * A refusal.
   *
   * @param attempt identifies the attempt in the audit log
   * @param authenticated whether the client showed a valid pass; if not, it learns nothing about
   *     the destination or the policies (RFC 9209 §4)
   */
  public Response refused(Refusal refusal, UUID attempt, boolean authenticated) {
    RefusalReason reason = refusal.reason();
    // What is wrong with the client's own bytes is no secret from it.
    boolean ownFault =
        reason == RefusalReason.INVALID_PASS || reason.status() < 500 && !reason.isDenial();
    String detail = authenticated || ownFault ? refusal.detail() : reason.title();
    boolean mayAsk = authenticated && reason == RefusalReason.DENIED_BY_POLICY;
    byte[] body =
        problem(reason, detail, attempt, mayAsk ? link() : "").getBytes(StandardCharsets.UTF_8);

    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Proxy-Status", proxyStatus(refusal, detail)));
    fields.addAll(challenges(refusal));
    if (reason == RefusalReason.METHOD_NOT_ALLOWED) {
      fields.add(new Field("Allow", "CONNECT"));
    }
    if (reason.isTemporary()) {
      fields.add(new Field("Retry-After", Long.toString(retryAfter(refusal))));
    }
    fields.add(new Field("Content-Type", "application/problem+json"));
    fields.add(new Field("Content-Length", Integer.toString(body.length)));
    fields.add(new Field("Cache-Control", "no-store"));
    return new Response(reason.status(), fields, body);
  }

  /** In whole seconds, rounded up. */
  private static long retryAfter(Refusal refusal) {
    return refusal
        .retryAfter()
        .map(wait -> Math.max(1, wait.plusNanos(999_999_999).toSeconds()))
        .orElse(refusal.reason().status() == 429 ? RETRY_AFTER_LIMIT_SECONDS : RETRY_AFTER_SECONDS);
  }

  private String proxyStatus(Refusal refusal, String detail) {
    StringBuilder value = new StringBuilder(proxyName);
    refusal
        .reason()
        .proxyError()
        .ifPresent(
            error -> {
              value.append("; error=").append(error);
              refusal.parameters().forEach((name, item) -> parameter(value, name, item));
              value.append("; details=").append(StructuredText.quoted(detail));
            });
    return value.toString();
  }

  private static void parameter(StringBuilder value, String name, Object item) {
    value.append("; ").append(name).append('=');
    value.append(item instanceof Integer ? item : StructuredText.quoted(item.toString()));
  }

  /** Two challenges, each on a line of its own: some clients cannot take a joined list apart. */
  private List<Field> challenges(Refusal refusal) {
    if (refusal.reason().status() != 407) {
      return List.of();
    }
    // RFC 6750 §3.1: no error code for a request that carried no credentials.
    String error =
        refusal.reason() == RefusalReason.INVALID_PASS
            ? ", error=\"invalid_token\", error_description="
                + StructuredText.quoted(refusal.detail())
            : "";
    return List.of(
        new Field("Proxy-Authenticate", "Bearer realm=" + realm + error),
        new Field("Proxy-Authenticate", "Basic realm=" + realm + ", charset=\"UTF-8\""));
  }

  private String link() {
    return ",\"accessRequest\":" + json(accessRequests);
  }

  private static String problem(RefusalReason reason, String detail, UUID attempt, String more) {
    return "{\"type\":\"about:blank\",\"title\":"
        + json(reason.title())
        + ",\"status\":"
        + reason.status()
        + ",\"detail\":"
        + json(detail)
        + ",\"instance\":\"urn:uuid:"
        + attempt
        + '"'
        + more
        + "}\n";
  }

  private static String json(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
