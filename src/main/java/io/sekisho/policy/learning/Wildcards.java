package io.sekisho.policy.learning;

import io.sekisho.destination.Host;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which domains may stand for the hosts below them. */
final class Wildcards {

  /**
   * What registries of countries sell names below; shorter labels there are taken for such, too.
   */
  private static final Set<String> REGISTRIES =
      Set.of(
          "asso", "conf", "educ", "firm", "gouv", "govt", "info", "inst", "lawyer", "mobi",
          "museum", "name", "police", "press", "prof", "school", "store");

  private static final int COUNTRY = 2;
  private static final int LONGEST_REGISTRY = 3;

  private Wildcards() {}

  /** The domain directly above a host, if a wildcard may stand there. */
  static Optional<String> above(Host host) {
    if (!(host instanceof Host.Name name)) {
      return Optional.empty();
    }
    String text = name.text();
    return Optional.of(text.substring(text.indexOf('.') + 1))
        .filter(domain -> domain.length() < text.length() && isSomebodys(domain));
  }

  /** Not a top-level domain, nor one of a country's below which anybody can have a name. */
  static boolean isSomebodys(String domain) {
    List<String> labels = Arrays.asList(domain.split("\\."));
    if (labels.size() != 2) {
      return labels.size() > 2;
    }
    String registered = labels.get(0);
    return labels.get(1).length() != COUNTRY
        || registered.length() > LONGEST_REGISTRY && !REGISTRIES.contains(registered);
  }
}
