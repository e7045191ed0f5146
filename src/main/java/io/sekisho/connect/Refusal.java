package io.sekisho.connect;

import java.util.Optional;

/**
 * A request that gets no tunnel.
 *
 * @param reason the kind of refusal
 * @param detail a sentence for the record, and for the client if it is authenticated
 * @param rcode the DNS response code name behind a {@code dns_error}, such as {@code NXDOMAIN}
 */
public record Refusal(RefusalReason reason, String detail, Optional<String> rcode) {

  /** A refusal without further parameters. */
  public static Refusal of(RefusalReason reason, String detail) {
    return new Refusal(reason, detail, Optional.empty());
  }

  /** A name that did not resolve. */
  public static Refusal dnsError(String rcode, String detail) {
    return new Refusal(RefusalReason.NAME_NOT_RESOLVED, detail, Optional.of(rcode));
  }
}
