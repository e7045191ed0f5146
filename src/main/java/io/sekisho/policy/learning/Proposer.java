package io.sekisho.policy.learning;

import io.sekisho.destination.Authority;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.policy.Subject;
import io.sekisho.policy.learning.Bicliques.Biclique;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proposes the policies that allow what was seen: without wildcards and groups everything of it,
 * and no caller any destination that this caller was not seen at. With groups the same is true of
 * all callers that were seen; what other members of a group may do then, nobody has seen.
 */
public final class Proposer {

  /** What one policy holds of each. */
  private static final int MAX_ENTRIES = 1_000;

  private final Proposal.Options options;
  private final Map<Authority, Map<Subject, List<Seen>>> seen = new LinkedHashMap<>();
  private final Map<String, Set<Subject>> members = new HashMap<>();
  private final Set<Subject> membersOfAnything = new HashSet<>();

  private Proposer(List<Seen> all, Proposal.Options options) {
    this.options = options;
    Comparator<Seen> order =
        Comparator.<Seen, String>comparing(one -> one.to().host().text())
            .thenComparing(one -> one.to().port())
            .thenComparing(one -> text(one.who()));
    for (Seen one : all.stream().sorted(order).toList()) {
      seen.computeIfAbsent(one.to(), to -> new LinkedHashMap<>())
          .computeIfAbsent(one.who(), who -> new ArrayList<>())
          .add(one);
      one.groups()
          .forEach(group -> members.computeIfAbsent(group, key -> new HashSet<>()).add(one.who()));
      if (!one.groupsKnown()) {
        membersOfAnything.add(one.who());
      }
    }
  }

  /** Proposes; the same for the same. */
  public static List<Proposal> propose(List<Seen> seen, Proposal.Options options) {
    return new Proposer(seen, options).propose();
  }

  private List<Proposal> propose() {
    Map<Authority, Set<Subject>> relation = new LinkedHashMap<>();
    seen.forEach(
        (to, callers) ->
            relation.put(
                to,
                group(callers)
                    .<Set<Subject>>map(group -> Set.of(new Subject.Group(group)))
                    .orElseGet(() -> new LinkedHashSet<>(callers.keySet()))));
    List<Proposal> proposals = new ArrayList<>();
    for (Biclique<Subject, Authority> product : Bicliques.cover(relation)) {
      List<Subject> subjects =
          product.lefts().stream().sorted(Comparator.comparing(Proposer::text)).toList();
      for (List<Subject> some : parts(subjects)) {
        for (List<Authority> where : parts(List.copyOf(product.rights()))) {
          proposals.add(proposal(some, where, proposals.size() + 1));
        }
      }
    }
    return proposals;
  }

  /**
   * The group that may stand for the callers of a destination: all of them had it in every attempt,
   * they are at least two, and nobody else was seen who has it, or might.
   */
  private Optional<String> group(Map<Subject, List<Seen>> callers) {
    if (!options.groups()
        || callers.size() < 2
        || !callers.keySet().containsAll(membersOfAnything)) {
      return Optional.empty();
    }
    Set<String> common = null;
    for (List<Seen> attempts : callers.values()) {
      for (Seen one : attempts) {
        if (common == null) {
          common = new TreeSet<>(one.groups());
        } else {
          common.retainAll(one.groups());
        }
      }
    }
    return common.stream()
        .filter(group -> callers.keySet().containsAll(members.get(group)))
        .findFirst();
  }

  /** At most a thousand destinations as they are written; they are never more than authorities. */
  private static <T> List<List<T>> parts(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += MAX_ENTRIES) {
      parts.add(all.subList(i, Math.min(all.size(), i + MAX_ENTRIES)));
    }
    return parts;
  }

  private Proposal proposal(List<Subject> subjects, List<Authority> where, int number) {
    Set<Subject> about = Set.copyOf(subjects);
    Set<Subject> callers = new HashSet<>();
    List<Seen> evidence = new ArrayList<>();
    for (Authority to : where) {
      seen.get(to)
          .forEach(
              (who, attempts) -> {
                if (about.contains(who) || about.iterator().next() instanceof Subject.Group) {
                  callers.add(who);
                  evidence.addAll(attempts);
                }
              });
    }
    long attempts = evidence.stream().mapToLong(Seen::attempts).sum();
    Instant first = evidence.stream().map(Seen::first).min(Instant::compareTo).orElseThrow();
    Instant last = evidence.stream().map(Seen::last).max(Instant::compareTo).orElseThrow();
    String why =
        "Seen: %d attempts of %d callers, from %s to %s"
            .formatted(attempts, callers.size(), first, last);
    return new Proposal(
        document(options.namePrefix() + "%03d".formatted(number), why, subjects, where),
        attempts,
        callers.size(),
        where.size(),
        first,
        last);
  }

  private PolicyDocument document(
      String name, String why, List<Subject> subjects, Collection<Authority> where) {
    List<DestinationDocument> destinations = new Destinations(options.wildcardFrom()).of(where);
    return new PolicyDocument(
        name,
        why,
        true,
        Effect.ALLOW.name().toLowerCase(Locale.ROOT),
        subjects.stream().map(Proposer::document).toList(),
        destinations,
        null,
        Mode.ENFORCE.label(),
        null,
        null,
        null,
        null);
  }

  private static SubjectDocument document(Subject subject) {
    if (subject instanceof Subject.User user) {
      return new SubjectDocument("user", user.name());
    }
    if (subject instanceof Subject.ServiceAccount account) {
      return new SubjectDocument("serviceAccount", account.name());
    }
    return new SubjectDocument("group", ((Subject.Group) subject).name());
  }

  private static String text(Subject subject) {
    SubjectDocument document = document(subject);
    return document.kind() + " " + document.value();
  }
}
