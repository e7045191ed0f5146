package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;

/** How a name without addresses is told to the caller. */
public final class Resolutions {

  private Resolutions() {}

  /**
   * The refusal for anything but {@link Resolution.Resolved}.
   *
   * @param name what did not resolve, as it stands in a sentence
   */
  public static Refusal refusal(Resolution resolution, String name) {
    if (resolution instanceof Resolution.NotResolved not) {
      return Refusal.dnsError(not.rcode(), name + " does not resolve: " + not.rcode());
    }
    return resolution instanceof Resolution.TooMany
        ? Refusal.of(RefusalReason.TOO_MANY_NAMES, "too many names are being resolved")
        : Refusal.of(RefusalReason.DNS_TIMEOUT, "no name server answered in time");
  }
}
