package io.sekisho.pac;

import io.sekisho.config.SekishoConfig.Pac.Names;
import io.sekisho.destination.Host;
import io.sekisho.destination.PortRange;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Hosts and ports, each once and in order, so that the same policies are the same outline.
 *
 * @param names ports by host name; a name that begins with a dot stands for all below it
 * @param blocks ports by address block
 */
record Outline(
    SortedMap<String, List<PortRange>> names, SortedMap<String, List<PortRange>> blocks) {

  private static final List<PortRange> ALL_PORTS = List.of(new PortRange(1, 65_535));

  static Outline empty() {
    return new Outline(new TreeMap<>(), new TreeMap<>());
  }

  /** Where enforced policies of these people lead at the time, denials left aside. */
  static Outline of(Collection<Policy> policies, Names named, Instant time) {
    return of(
        policies.stream()
            .filter(policy -> policy.effect() == Effect.ALLOW && policy.mode() == Mode.ENFORCE)
            .filter(policy -> policy.enabled() && policy.timing().isActive(time))
            .filter(policy -> isNamed(policy, named))
            .flatMap(policy -> policy.destinations().stream())
            .toList());
  }

  /** All ports of the targets. */
  static Outline of(Iterable<Target> targets) {
    List<Destination> destinations = new ArrayList<>();
    targets.forEach(target -> destinations.add(new Destination(target, ALL_PORTS)));
    return of(destinations);
  }

  private static Outline of(List<Destination> destinations) {
    Outline outline = empty();
    for (Destination destination : destinations) {
      outline.portsOf(destination.target()).addAll(destination.ports());
    }
    outline.names().replaceAll((name, ports) -> merged(ports));
    outline.blocks().replaceAll((block, ports) -> merged(ports));
    return outline;
  }

  /** How many hosts and blocks it has. */
  int size() {
    return names.size() + blocks.size();
  }

  private List<PortRange> portsOf(Target target) {
    if (target instanceof Target.Subdomains below) {
      return ports(names, "." + below.domain());
    } else if (target instanceof Target.Addresses addresses) {
      return ports(blocks, addresses.block().toString());
    }
    Host host = ((Target.ExactHost) target).host();
    // A browser may spell an address in another way, so it is compared as a block of one.
    return ports(host instanceof Host.Address ? blocks : names, host.text());
  }

  private static List<PortRange> ports(Map<String, List<PortRange>> all, String key) {
    return all.computeIfAbsent(key, any -> new ArrayList<>());
  }

  private static boolean isNamed(Policy policy, Names named) {
    return switch (named) {
      case NONE -> false;
      case ANYONE -> policy.subjects().contains(new Subject.Anyone());
      case ALL -> true;
    };
  }

  /** The fewest ranges of the same ports. */
  private static List<PortRange> merged(List<PortRange> ports) {
    List<PortRange> merged = new ArrayList<>();
    for (PortRange next :
        ports.stream()
            .sorted((a, b) -> Integer.compare(a.first(), b.first()))
            .collect(Collectors.toList())) {
      PortRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && next.first() <= last.last() + 1) {
        merged.set(
            merged.size() - 1, new PortRange(last.first(), Math.max(last.last(), next.last())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }
}
