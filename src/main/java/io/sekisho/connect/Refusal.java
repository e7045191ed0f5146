package io.sekisho.connect;

import java.util.Optional;

/**
 * A request that gets no tunnel.
 *
 * @param reason the kind of refusal
 * @param detail a sentence for the client if it is authenticated
 * @param rcode the DNS response code name behind a {@code dns_error}, such as {@code NXDOMAIN}
 * @param recordDetail a sentence for the record, which may say what no client is to learn
 */
public record Refusal(
    RefusalReason reason, String detail, Optional<String> rcode, String recordDetail) {

  /** A refusal without further parameters. */
  public static Refusal of(RefusalReason reason, String detail) {
    return new Refusal(reason, detail, Optional.empty(), detail);
  }

  /** A name that did not resolve. */
  public static Refusal dnsError(String rcode, String detail) {
    return new Refusal(RefusalReason.NAME_NOT_RESOLVED, detail, Optional.of(rcode), detail);
  }

  /** The same to the client, and this in the record. */
  public Refusal recordedAs(String sentence) {
    return new Refusal(reason, detail, rcode, sentence);
  }
}
