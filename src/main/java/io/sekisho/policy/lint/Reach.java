package io.sekisho.policy.lint;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Host;
import io.sekisho.destination.PortRange;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Policy;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How far one policy goes, and how that compares with another's. */
final class Reach {

  private final Policy policy;
  private final Set<Subject> subjects;
  private final boolean anyone;
  private TargetsAround<List<PortRange>> targets;

  Reach(Policy policy) {
    this.policy = policy;
    this.subjects = new HashSet<>(policy.subjects());
    this.anyone = subjects.contains(new Subject.Anyone());
  }

  Policy policy() {
    return policy;
  }

  String name() {
    return policy.name();
  }

  boolean isForAnyone() {
    return anyone;
  }

  /** How many rules it stands for. */
  long rules() {
    return (long) policy.subjects().size() * policy.destinations().size();
  }

  /** What comparing with it takes. */
  long size() {
    return policy.subjects().size() + policy.destinations().size();
  }

  /** Whether this one applies wherever and whenever the other one does, from now on. */
  boolean covers(Reach other, Instant now) {
    return (anyone || subjects.containsAll(other.policy.subjects()))
        && Timings.covers(policy.timing(), other.policy.timing(), now)
        && other.policy.destinations().stream().allMatch(this::covers);
  }

  private boolean covers(Destination destination) {
    List<PortRange> ports = new ArrayList<>();
    targets().around(destination.target()).forEach(lists -> lists.forEach(ports::addAll));
    ports.sort(Comparator.comparingInt(PortRange::first));
    return destination.ports().stream().allMatch(range -> covers(ports, range));
  }

  /** Also where several ranges that meet cover one. */
  private static boolean covers(List<PortRange> sorted, PortRange range) {
    int next = range.first();
    for (PortRange part : sorted) {
      if (part.first() <= next && part.last() >= next) {
        next = part.last() + 1;
      }
    }
    return next > range.last();
  }

  private TargetsAround<List<PortRange>> targets() {
    if (targets == null) {
      targets = new TargetsAround<>();
      policy.destinations().forEach(to -> targets.add(to.target(), to.ports()));
    }
    return targets;
  }

  /** Whether some attempt could be one of both; true also where that is not known. */
  boolean mayMeet(Reach other) {
    return mayMeetSubject(other)
        && policy.destinations().stream()
            .anyMatch(
                one -> other.policy.destinations().stream().anyMatch(two -> mayMeet(one, two)));
  }

  private boolean mayMeetSubject(Reach other) {
    return policy.subjects().stream()
        .anyMatch(
            one ->
                other.policy.subjects().stream()
                    // Only one user, and only one service account, is the same caller.
                    .anyMatch(
                        two ->
                            one.getClass() != two.getClass()
                                || one instanceof Subject.Group
                                || one.equals(two)));
  }

  private static boolean mayMeet(Destination one, Destination two) {
    return meet(one.ports(), two.ports()) && mayMeet(one.target(), two.target());
  }

  static boolean meet(List<PortRange> some, List<PortRange> others) {
    return some.stream()
        .anyMatch(
            one ->
                others.stream()
                    .anyMatch(two -> one.first() <= two.last() && two.first() <= one.last()));
  }

  private static boolean mayMeet(Target one, Target two) {
    if (one instanceof Target.Addresses some) {
      return mayHold(some.block(), two);
    }
    if (two instanceof Target.Addresses some) {
      return mayHold(some.block(), one);
    }
    return covers(one, two) || covers(two, one);
  }

  private static boolean mayHold(AddressBlock block, Target target) {
    if (target instanceof Target.Addresses other) {
      return block.contains(other.block()) || other.block().contains(block);
    }
    if (target instanceof Target.ExactHost exact && exact.host() instanceof Host.Address literal) {
      return block.contains(literal.address());
    }
    return true;
  }

  private static boolean covers(Target outer, Target inner) {
    if (outer instanceof Target.Subdomains below) {
      return inner instanceof Target.Subdomains deeper
          ? deeper.domain().equals(below.domain()) || deeper.domain().endsWith("." + below.domain())
          : inner instanceof Target.ExactHost exact
              && exact.host() instanceof Host.Name name
              && name.text().endsWith("." + below.domain());
    }
    return outer.equals(inner);
  }
}
