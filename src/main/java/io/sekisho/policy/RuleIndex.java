package io.sekisho.policy;

import io.sekisho.destination.BlockIndex;
import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the rules that apply by looking up what the question names: its host, the domains above it,
 * the blocks around its address, and in each of them the caller. How many others there are does not
 * matter.
 */
final class RuleIndex {

  private final Map<String, RulesBySubject> byHost = new HashMap<>();
  private final Map<String, RulesBySubject> byDomain = new HashMap<>();
  private final BlockIndex<RulesBySubject> byBlock = new BlockIndex<>();
  private final AddressAllows addressAllows = new AddressAllows();

  void add(Policy policy) {
    for (Destination destination : policy.destinations()) {
      for (Subject subject : policy.subjects()) {
        add(new Rule(policy, subject, destination));
      }
    }
  }

  private void add(Rule rule) {
    Target target = rule.destination().target();
    if (target instanceof Target.ExactHost exact) {
      byHost.computeIfAbsent(exact.host().text(), host -> new RulesBySubject()).add(rule);
    } else if (target instanceof Target.Subdomains below) {
      byDomain.computeIfAbsent(below.domain(), domain -> new RulesBySubject()).add(rule);
    } else if (target instanceof Target.Addresses addresses) {
      byBlock.computeIfAbsent(addresses.block(), RulesBySubject::new).add(rule);
      if (rule.has(Effect.ALLOW, Mode.ENFORCE)) {
        addressAllows.add(rule);
      }
    }
  }

  /** All rules that apply; those about addresses only if the address is known. */
  List<Rule> applying(Question question) {
    List<Subject> subjects = Subject.of(question.caller());
    List<Rule> found = new ArrayList<>();
    String host = question.authority().host().text();
    collect(byHost.get(host), subjects, question, found);
    if (question.authority().host() instanceof Host.Name && !byDomain.isEmpty()) {
      for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        collect(byDomain.get(host.substring(dot + 1)), subjects, question, found);
      }
    }
    question.address().ifPresent(address -> collect(address, subjects, question, found));
    for (InetAddress carried : question.carried()) {
      collect(carried, subjects, question, found);
    }
    return found;
  }

  /** Whether a rule about addresses could still allow a name whose addresses are not known. */
  boolean mayAllowByAddress(Question question) {
    return addressAllows.mayAllow(Subject.of(question.caller()), question);
  }

  private void collect(
      InetAddress address, List<Subject> subjects, Question question, List<Rule> found) {
    byBlock.around(address).forEach(rules -> rules.collect(subjects, question, found));
  }

  private static void collect(
      RulesBySubject rules, List<Subject> subjects, Question question, List<Rule> found) {
    if (rules != null) {
      rules.collect(subjects, question, found);
    }
  }
}
