package io.sekisho.connect;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request that gets no tunnel.
 *
 * @param reason the kind of refusal
 * @param detail a sentence for the client if it is authenticated
 * @param recordDetail a sentence for the record, which may say what no client is to learn
 * @param parameters further parameters of Proxy-Status (RFC 9209 §2.1), in order: numbers as
 *     integers, everything else as strings
 * @param retryAfter when trying again may succeed, if that is known better than by the reason
 */
public record Refusal(
    RefusalReason reason,
    String detail,
    String recordDetail,
    Map<String, Object> parameters,
    Optional<Duration> retryAfter) {

  /** What is recorded of a request that showed no pass; one that showed a bad one says why. */
  public static final String NO_PASS_SHOWN = "no pass was shown";

  /** Copies the parameters. */
  public Refusal {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A refusal without further parameters. */
  public static Refusal of(RefusalReason reason, String detail) {
    return new Refusal(reason, detail, detail, Map.of(), Optional.empty());
  }

  /** A name that did not resolve; the code is the DNS response code's name. */
  public static Refusal dnsError(String rcode, String detail) {
    return of(RefusalReason.NAME_NOT_RESOLVED, detail).with("rcode", rcode);
  }

  /** A pass that is not accepted: its bearer is told the fault, the record more. */
  public static Refusal invalidPass(PassFault fault, String recordDetail) {
    return of(RefusalReason.INVALID_PASS, fault.description()).recordedAs(recordDetail);
  }

  /** The same with one more parameter. */
  public Refusal with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new Refusal(reason, detail, recordDetail, more, retryAfter);
  }

  /** The same to the client, and this in the record. */
  public Refusal recordedAs(String sentence) {
    return new Refusal(reason, detail, sentence, parameters, retryAfter);
  }

  /** The same, to be tried again after so long. */
  public Refusal retryAfter(Duration wait) {
    return new Refusal(reason, detail, recordDetail, parameters, Optional.of(wait));
  }
}
