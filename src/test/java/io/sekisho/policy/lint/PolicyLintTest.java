package io.sekisho.policy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.AddressBlock;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLintTest {

  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final AddressBlock PRIVATE = AddressBlock.parse("10.0.0.0/8");

  /**
   * Two policies, each {@code effect mode subjects destinations [key=value …]}, and what is found.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // An enforced deny covers an allow.
        "allow enforce group:dev a.example.com:443 | deny enforce anyone *.example.com:1-1024 | a shadowed b",
        "allow enforce user:al a.example.com:443   | deny enforce user:al a.example.com:443   | a shadowed b",
        "allow report  user:al a.example.com:443   | deny enforce anyone *.com:443            | a shadowed b",
        "deny report   user:al a.example.com:443   | deny enforce anyone *.com:443            | a shadowed b",
        "allow enforce user:al 192.0.2.1:443       | deny enforce anyone 192.0.2.0/24:443     | a shadowed b",
        "allow enforce user:al 192.0.2.0/25:443    | deny enforce anyone 192.0.2.0/24:443     | a shadowed b",
        "allow enforce user:al x.com:400-500       | deny enforce anyone x.com:400-450,451-500 | a shadowed b",
        "allow enforce user:al,user:bo x.com:443   | deny enforce user:bo,user:al x.com:443   | a shadowed b",
        // Nothing is covered, and nothing always denied.
        "allow enforce user:al x.com:443           | deny report anyone x.com:443             | ",
        "allow enforce user:al x.com:443           | deny enforce group:dev x.com:443         | ",
        "allow enforce user:al x.com:443           | deny enforce serviceAccount:ns:al x.com:443 | ",
        "allow enforce user:al x.com:443           | deny enforce anyone x.com:22             | ",
        "allow enforce user:al x.com:443           | deny enforce anyone *.x.com:443          | ",
        "allow enforce user:al x.com:443           | deny enforce anyone 0.0.0.0/0:443        | ",
        "allow enforce user:al 192.0.2.0/24:443    | deny enforce anyone *.com:443            | ",
        "allow enforce user:al x.com:443           | deny enforce anyone x.com:443 enabled=false | ",
        "allow enforce user:al x.com:443           | deny enforce anyone x.com:443 until=2026-03-04T12:00:00Z | b expired",
        "allow enforce user:al x.com:443           | deny enforce anyone x.com:443 until=2026-04-01T00:00:00Z | ",
        "allow enforce user:al x.com:443           | deny enforce anyone x.com:443 hours=MONDAY/08:00/19:00   | ",
        // Times that hold the other's.
        "allow enforce user:al x.com:443 until=2026-04-01T00:00:00Z | deny enforce anyone x.com:443 until=2026-04-01T00:00:00Z | a shadowed b",
        "allow enforce user:al x.com:443 from=2026-04-01T00:00:00Z  | deny enforce anyone x.com:443 from=2026-03-31T00:00:00Z  | a shadowed b",
        "allow enforce user:al x.com:443 hours=MONDAY/09:00/10:00   | deny enforce anyone x.com:443 hours=MONDAY/08:00/19:00   | a shadowed b",
        "allow enforce user:al x.com:443 hours=MONDAY/22:00/02:00   | deny enforce anyone x.com:443 hours=MONDAY/08:00/23:00   | ",
        "allow enforce user:al x.com:443 hours=MONDAY/22:00/02:00   | deny enforce anyone x.com:443 hours=MONDAY/22:00/02:00   | a shadowed b",
        // Another one of the same effect.
        "allow enforce user:al a.x.com:443         | allow enforce anyone *.x.com:443         | a redundant b",
        "allow enforce user:al a.x.com:443         | allow report anyone *.x.com:443          | ",
        "allow report user:al a.x.com:443          | allow enforce anyone *.x.com:443         | a shadowed b",
        "allow report user:al a.x.com:443          | allow report anyone *.x.com:443          | a redundant b",
        "deny enforce user:al a.x.com:443          | deny enforce anyone *.x.com:443          | a redundant b",
        "deny enforce user:al 192.0.2.0/25:443     | deny enforce anyone 192.0.2.0/24:443     | a redundant b",
        "allow enforce user:al x.com:443           | allow enforce user:al x.com:443          | a redundant b; b redundant a",
        "allow enforce user:al a.x.com:443 tls=off | allow enforce anyone *.x.com:443         | ",
        "allow enforce user:al a.x.com:443         | allow enforce anyone *.x.com:443 tls=off | ",
        // A part of what is allowed.
        "allow enforce anyone *.x.com:443          | deny enforce user:al a.x.com:443         | a contradicted b",
        "allow enforce anyone *.x.com:443          | deny enforce user:al *.a.x.com:1-65535   | a contradicted b",
        "allow enforce user:al x.com:443,22        | deny enforce user:al x.com:22            | a contradicted b",
        "allow enforce user:al 192.0.2.0/24:443    | deny enforce user:al 192.0.2.128/25:443  | a contradicted b",
        "allow enforce user:al 192.0.2.0/24:443    | deny enforce user:al 192.0.2.7:443       | a contradicted b",
        "allow enforce user:al *.x.com:443         | deny enforce user:al notx.com:443        | ",
        "allow enforce user:al *.x.com:443         | deny enforce user:al x.com:443           | ",
        "allow enforce user:al *.x.com:443         | deny enforce user:bo a.x.com:443         | ",
        // Addresses that no tunnel leads to.
        "allow enforce user:al 10.1.0.0/16:443,10.0.0.1:22 | allow enforce user:bo 10.0.0.0/7:1 | a prohibited",
        "deny enforce user:al 10.1.0.0/16:443      | allow enforce user:bo 10.0.0.1:1 enabled=false | ",
      })
  void shouldFindWhatIsSoAndNothingElse(String a, String b, String expected) {
    List<Policy> policies = List.of(policy("a", a), policy("b", b));

    assertThat(found(policies)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void shouldNotCallRedundantWhatKeepsAnotherFromDeciding() {
    Policy narrow = policy("narrow", "allow enforce user:al a.x.com:443 tls=off");
    Policy wide = policy("wide", "allow enforce anyone *.x.com:443 tls=off");
    Policy between = policy("between", "allow enforce group:dev a.x.com:443 tls=verify");

    assertThat(found(List.of(narrow, wide))).isEqualTo("narrow redundant wide");
    assertThat(found(List.of(narrow, wide, between))).isEmpty();
  }

  @Test
  void shouldFindAValidityWithoutAnyHourOfTheSchedule() {
    String night =
        "allow enforce anyone x.com:443 from=2026-03-29T00:30:00Z until=2026-03-29T01:30:00Z";
    // The clocks of Berlin never show 02:15 on that day.
    assertThat(found(List.of(policy("a", night + " hours=SUNDAY/02:00/03:00"))))
        .isEqualTo("a never_scheduled");
    assertThat(found(List.of(policy("a", night + " hours=SUNDAY/01:00/02:00")))).isEmpty();
    assertThat(found(List.of(policy("a", "allow enforce anyone x.com:1 hours=SUNDAY/02:00/03:00"))))
        .isEmpty();
  }

  @Test
  void shouldNameAFewOfManyContradictions() {
    List<Policy> policies = new ArrayList<>();
    policies.add(policy("a", "allow enforce anyone *.com:443"));
    for (int i = 0; i < 1_000; i++) {
      policies.add(policy("d" + i, "deny enforce user:u" + i + " h" + i + ".com:443"));
    }
    assertThat(PolicyLint.check(policies, NOW, PRIVATE::contains)).hasSize(10);
  }

  private static String found(List<Policy> policies) {
    return String.join(
        "; ",
        PolicyLint.check(policies, NOW, PRIVATE::contains).stream()
            .map(
                one ->
                    one.policy()
                        + " "
                        + one.kind().label()
                        + one.other().map(other -> " " + other).orElse(""))
            .toList());
  }

  private static Policy policy(String name, String text) {
    String[] words = text.trim().split(" +");
    return PolicyCompiler.compile(
        new PolicyDocument(
            name,
            "",
            !text.contains("enabled=false"),
            words[0],
            Stream.of(words[2].split(",")).map(PolicyLintTest::subject).toList(),
            destinations(words[3]),
            option(words, "tls"),
            words[1],
            option(words, "from"),
            option(words, "until"),
            schedule(option(words, "hours")),
            null));
  }

  private static SubjectDocument subject(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new SubjectDocument(text, null)
        : new SubjectDocument(text.substring(0, colon), text.substring(colon + 1));
  }

  /** {@code host:port,port,host:port}. */
  private static List<DestinationDocument> destinations(String text) {
    List<DestinationDocument> destinations = new ArrayList<>();
    for (String part : text.split(",")) {
      int colon = part.indexOf(':');
      if (colon < 0) {
        destinations.get(destinations.size() - 1).ports().add(part);
      } else {
        String where = part.substring(0, colon);
        boolean block = where.contains("/");
        destinations.add(
            new DestinationDocument(
                block ? null : where,
                block ? where : null,
                new ArrayList<>(List.of(part.substring(colon + 1)))));
      }
    }
    return destinations;
  }

  private static ScheduleDocument schedule(String text) {
    if (text == null) {
      return null;
    }
    String[] parts = text.split("/");
    return new ScheduleDocument(List.of(parts[0]), parts[1], parts[2], "Europe/Berlin");
  }

  private static String option(String[] words, String key) {
    return Arrays.stream(words)
        .filter(word -> word.startsWith(key + "="))
        .map(word -> word.substring(key.length() + 1))
        .findFirst()
        .orElse(null);
  }
}
