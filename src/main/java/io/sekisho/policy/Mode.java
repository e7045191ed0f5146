package io.sekisho.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether a policy acts, or only has recorded what it would do. */
public enum Mode {
  ENFORCE,
  REPORT;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The mode as it stands in policies. */
  public String label() {
    return label;
  }

  /** The mode of that label, if there is one. */
  public static Optional<Mode> labelled(String label) {
    return Arrays.stream(values()).filter(mode -> mode.label.equals(label)).findFirst();
  }
}
