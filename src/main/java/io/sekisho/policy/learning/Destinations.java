package io.sekisho.policy.learning;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.PortRange;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes hosts and ports as a policy has them: the ports of a host together. */
final class Destinations {

  private final int wildcardFrom;

  Destinations(int wildcardFrom) {
    this.wildcardFrom = wildcardFrom;
  }

  List<DestinationDocument> of(Collection<Authority> authorities) {
    Map<String, Host> hosts = new TreeMap<>();
    Map<String, TreeSet<Integer>> ports = new TreeMap<>();
    for (Authority authority : authorities) {
      hosts.put(authority.host().text(), authority.host());
      ports.computeIfAbsent(authority.host().text(), host -> new TreeSet<>()).add(authority.port());
    }
    List<DestinationDocument> written = new ArrayList<>();
    Map<DestinationDocument, List<DestinationDocument>> below = new LinkedHashMap<>();
    ports.forEach(
        (host, numbers) -> {
          DestinationDocument one = new DestinationDocument(host, null, ranges(numbers));
          Optional<String> domain =
              wildcardFrom == 0 ? Optional.empty() : Wildcards.above(hosts.get(host));
          domain.ifPresentOrElse(
              above ->
                  below
                      .computeIfAbsent(
                          new DestinationDocument("*." + above, null, one.ports()),
                          key -> new ArrayList<>())
                      .add(one),
              () -> written.add(one));
        });
    below.forEach(
        (wildcard, all) -> {
          if (all.size() >= wildcardFrom) {
            written.add(wildcard);
          } else {
            written.addAll(all);
          }
        });
    written.sort(Comparator.comparing(DestinationDocument::host));
    return written;
  }

  /** Neighbours as a range, which allows the same. */
  private static List<String> ranges(TreeSet<Integer> ports) {
    List<String> ranges = new ArrayList<>();
    int first = ports.first();
    int last = first;
    for (int port : ports.tailSet(first, false)) {
      if (port != last + 1) {
        ranges.add(new PortRange(first, last).toString());
        first = port;
      }
      last = port;
    }
    ranges.add(new PortRange(first, last).toString());
    return ranges;
  }
}
