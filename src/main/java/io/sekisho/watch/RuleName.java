package io.sekisho.watch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is looked for. */
public enum RuleName {
  /** A burst of denials. */
  DENIALS(Severity.MEDIUM),
  /** A burst of bad passes. */
  BAD_PASSES(Severity.MEDIUM),
  /** Many ports of one host. */
  SCAN_PORTS(Severity.HIGH),
  /** Many hosts. */
  SCAN_HOSTS(Severity.HIGH),
  /** Much to a destination that is new. */
  NEW_DESTINATION_UPLOAD(Severity.HIGH),
  /** Much more than on other days. */
  UPLOAD_BASELINE(Severity.MEDIUM),
  /** Little at regular intervals. */
  BEACON(Severity.MEDIUM),
  /** Something else than TLS where that is demanded, or TLS to somebody else. */
  HELLO_VIOLATION(Severity.MEDIUM),
  /** One pass from many addresses. */
  SHARED_PASS(Severity.HIGH);

  /** How bad it may be. */
  public enum Severity {
    /** To be looked at today. */
    MEDIUM,
    /** To be looked at now. */
    HIGH;

    /** As it stands in alerts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Severity severity;

  RuleName(Severity severity) {
    this.severity = severity;
  }

  /** As it stands in keys, alerts and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How bad it may be. */
  public Severity severity() {
    return severity;
  }

  /** All labels, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RuleName::label).toList();
  }
}
