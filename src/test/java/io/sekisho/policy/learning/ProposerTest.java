package io.sekisho.policy.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProposerTest {

  private static final Instant TIME = Instant.parse("2026-03-04T12:00:00Z");
  private static final Proposal.Options PLAIN = new Proposal.Options(false, 0, "p-");

  @Test
  void shouldShareAPolicyAmongThoseWhoWentToTheSamePlaces() {
    List<Proposal> proposals =
        Proposer.propose(
            List.of(
                seen("al", "a.test:443"),
                seen("al", "a.test:444"),
                seen("al", "b.test:22"),
                seen("bo", "b.test:22"),
                seen("bo", "a.test:444"),
                seen("bo", "a.test:443"),
                seen("cy", "b.test:22")),
            PLAIN);

    assertThat(text(proposals))
        .containsExactly("user al, user bo: a.test 443-444, b.test 22", "user cy: b.test 22");
    assertThat(proposals.get(0).attempts()).isEqualTo(6);
    assertThat(proposals.get(0).callers()).isEqualTo(2);
    assertThat(proposals.get(0).destinations()).isEqualTo(3);
  }

  /** Any relation, dense or sparse: all of it is allowed, and nothing else among what was seen. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAllowWhatWasSeenAndNothingElse(boolean groups) {
    int withGroups = 0;
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int density = 1 + random.nextInt(9);
      List<Seen> seen = new ArrayList<>();
      for (int user = 0; user < 12; user++) {
        Set<String> of = groupsOf(user, random);
        for (int host = 0; host < 8; host++) {
          for (int port : List.of(22, 443, 444)) {
            // Some hosts are everybody's of a group.
            boolean all = host < 3 && user % 3 == host;
            if (all || host >= 3 && random.nextInt(10) < density) {
              seen.add(seen(subject(user), of, "h" + host + ".test:" + port));
            }
          }
        }
      }
      List<Proposal> proposals = Proposer.propose(seen, new Proposal.Options(groups, 0, "p-"));
      PolicySnapshot policies =
          new PolicySnapshot(
              1,
              proposals.stream()
                  .map(proposal -> PolicyCompiler.compile(proposal.document()))
                  .toList());
      Set<String> expected =
          seen.stream().map(one -> one.who() + " " + one.to()).collect(Collectors.toSet());
      Set<String> allowed = new HashSet<>();
      for (Seen who : seen) {
        for (Seen where : seen) {
          if (policies.decide(caller(who), where.to(), TIME) instanceof Decision.Allowed) {
            allowed.add(who.who() + " " + where.to());
          }
        }
      }
      assertThat(allowed).as("seed %d", seed).isEqualTo(expected);
      long callers = seen.stream().map(Seen::who).distinct().count();
      long places = seen.stream().map(Seen::to).distinct().count();
      assertThat(proposals)
          .as("seed %d", seed)
          .hasSizeLessThanOrEqualTo((int) (groups ? places : Math.min(callers, places)));
      withGroups += text(proposals).stream().anyMatch(one -> one.startsWith("group")) ? 1 : 0;
    }
    assertThat(withGroups > 0).isEqualTo(groups);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Both who have it went there.
        "al g; bo g          | al bo    | group g: a.test 443",
        "al g,h; bo h,g; cy h | al bo   | group g: a.test 443",
        // One who has it did not, as far as was seen.
        "al g; bo g; cy g    | al bo    | user al, user bo: a.test 443",
        // One who went there does not have it.
        "al g; bo g; cy x    | al bo cy | user al, user bo, user cy: a.test 443",
        // One is no group.
        "al g                | al       | user al: a.test 443",
      })
  void shouldTakeAGroupOnlyForExactlyTheCallersSeen(String people, String there, String expected) {
    List<Seen> seen = new ArrayList<>();
    for (String one : people.split("; *")) {
      String[] words = one.trim().split(" ");
      Set<String> groups = Set.of(words[1].split(","));
      boolean went = List.of(there.trim().split(" ")).contains(words[0]);
      seen.add(seen(new Subject.User(words[0]), groups, went ? "a.test:443" : "other.test:443"));
    }
    assertThat(text(Proposer.propose(seen, new Proposal.Options(true, 0, "p-"))))
        .contains(expected);
  }

  @Test
  void shouldTakeNoGroupWhereGroupsAreNotKnown() {
    Seen cut =
        new Seen(
            new Subject.User("cy"),
            Set.of(),
            false,
            Authority.parse("other.test:443"),
            1,
            TIME,
            TIME);
    List<Seen> seen =
        List.of(
            seen(new Subject.User("al"), Set.of("g"), "a.test:443"),
            seen(new Subject.User("bo"), Set.of("g"), "a.test:443"),
            cut);
    assertThat(text(Proposer.propose(seen, new Proposal.Options(true, 0, "p-"))))
        .contains("user al, user bo: a.test 443");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.x.test b.x.test c.x.test     | *.x.test 443",
        "a.x.test b.x.test              | a.x.test 443, b.x.test 443",
        "a.x.test b.x.test x.test       | a.x.test 443, b.x.test 443, x.test 443",
        "a.x.test b.x.test c.d.x.test   | a.x.test 443, b.x.test 443, c.d.x.test 443",
        "a.com b.com c.com              | a.com 443, b.com 443, c.com 443",
        "a.co.uk b.co.uk c.co.uk        | a.co.uk 443, b.co.uk 443, c.co.uk 443",
        "a.com.au b.com.au c.com.au     | a.com.au 443, b.com.au 443, c.com.au 443",
        "a.bbc.co.uk b.bbc.co.uk c.bbc.co.uk | *.bbc.co.uk 443",
        "192.0.2.1 192.0.2.2 192.0.2.3  | 192.0.2.1 443, 192.0.2.2 443, 192.0.2.3 443",
      })
  void shouldSetWildcardsWhereTheyAreSomebodys(String hosts, String expected) {
    List<Seen> seen = new ArrayList<>();
    for (String host : hosts.trim().split(" ")) {
      seen.add(seen("al", host + ":443"));
    }
    assertThat(text(Proposer.propose(seen, new Proposal.Options(false, 3, "p-"))))
        .containsExactly("user al: " + expected);
  }

  @Test
  void shouldSplitWhatIsTooLongForOnePolicy() {
    List<Seen> seen =
        IntStream.range(0, 2_500).mapToObj(i -> seen("al", "h" + i + ".test:443")).toList();
    List<Proposal> proposals = Proposer.propose(seen, PLAIN);
    assertThat(proposals)
        .extracting(proposal -> PolicyCompiler.compile(proposal.document()).destinations().size())
        .containsExactly(1_000, 1_000, 500);
    assertThat(proposals)
        .extracting(proposal -> proposal.document().name())
        .containsExactly("p-001", "p-002", "p-003");
  }

  private static Seen seen(String user, String to) {
    return seen(new Subject.User(user), Set.of(), to);
  }

  private static Seen seen(Subject who, Set<String> groups, String to) {
    return new Seen(who, groups, true, Authority.parse(to), 1, TIME, TIME);
  }

  private static Subject subject(int number) {
    return number % 4 == 3
        ? new Subject.ServiceAccount("ns:account" + number)
        : new Subject.User("user" + number);
  }

  private static Set<String> groupsOf(int user, Random random) {
    Set<String> groups = new HashSet<>(Set.of("third" + user % 3));
    if (random.nextBoolean()) {
      groups.add("some");
    }
    return groups;
  }

  private static Caller caller(Seen seen) {
    return seen.who() instanceof Subject.ServiceAccount account
        ? new Caller("somebody", "", "", seen.groups(), Instant.MAX, Optional.of(account.name()))
        : new Caller(
            ((Subject.User) seen.who()).name(),
            "",
            "",
            seen.groups(),
            Instant.MAX,
            Optional.empty());
  }

  private static List<String> text(List<Proposal> proposals) {
    return proposals.stream()
        .map(
            proposal ->
                proposal.document().subjects().stream()
                        .map(subject -> subject.kind() + " " + subject.value())
                        .collect(Collectors.joining(", "))
                    + ": "
                    + proposal.document().destinations().stream()
                        .map(to -> to.host() + " " + String.join(",", to.ports()))
                        .collect(Collectors.joining(", ")))
        .toList();
  }
}
