package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.console.FormMistakes.Mistake;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFormTest {

  private static final PolicyDocument FULL =
      new PolicyDocument(
          "office-hours",
          "Build servers, \"nightly\" & more",
          true,
          "allow",
          List.of(
              new SubjectDocument("user", "alice"),
              new SubjectDocument("group", "two  words"),
              new SubjectDocument("serviceAccount", "ci:builder"),
              new SubjectDocument("anyone", null)),
          List.of(
              new DestinationDocument("*.github.com", null, List.of("443")),
              new DestinationDocument(null, "192.0.2.0/24", List.of("22", "8000-8100")),
              new DestinationDocument("2001:db8::1", null, List.of("1-65535"))),
          "verify",
          "report",
          "2027-01-31T00:00:00Z",
          "2027-02-01T08:30:00.123456Z",
          new ScheduleDocument(List.of("MONDAY", "FRIDAY"), "22:00", "06:00", "Europe/Berlin"),
          new LimitsDocument(3, 60, 9007199254740991L, 1000L, "PT5M", "PT8H"));

  static Stream<PolicyDocument> documents() {
    return Stream.of(
        FULL,
        plain("user", "alice"),
        plain("user", " begins with a space"),
        plain("user", "ends with one "),
        plain("group", "\"in quotes\""),
        plain("group", "\"begins \\ with one"),
        plain("group", "a \"quote\" within and \\ a backslash"),
        plain("user", "turns \u202Earound"),
        plain("user", "family \uD83D\uDC68\u200D\uD83D\uDC69"),
        plain("anyone", null));
  }

  private static PolicyDocument plain(String kind, String value) {
    return new PolicyDocument(
        "p",
        "",
        false,
        "deny",
        List.of(new SubjectDocument(kind, value)),
        List.of(new DestinationDocument("example.com", null, List.of("443"))),
        null,
        "enforce",
        null,
        null,
        null,
        null);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldKeepWhatWasNotChanged(PolicyDocument document) {
    PolicyForm.Reading reading = PolicyForm.read(PolicyForm.of(document));

    assertThat(reading.mistakes().all()).isEmpty();
    assertThat(reading.document()).isEqualTo(document);
  }

  /** A page shows what cannot be seen by its code point, and the browser sends that back. */
  @ParameterizedTest
  @MethodSource("documents")
  void shouldKeepWhatABrowserShowsAndSends(PolicyDocument document) {
    Map<String, List<String>> sent = new HashMap<>();
    PolicyForm.of(document)
        .values()
        .forEach(
            (name, values) ->
                sent.put(name, values.stream().map(PolicyFormTest::throughABrowser).toList()));

    assertThat(PolicyForm.read(new FormValues(sent)).document()).isEqualTo(document);
  }

  private static String throughABrowser(String text) {
    return SafeText.of(text)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace("\n", "\r\n");
  }

  @Test
  void shouldKeepThatABlockOfOneAddressIsABlock() {
    DestinationDocument block = new DestinationDocument(null, "192.0.2.7", List.of("443"));

    assertThat(PolicyLines.destination(PolicyLines.of(block)))
        .isEqualTo(new DestinationDocument(null, "192.0.2.7/32", List.of("443")));
  }

  @Test
  void shouldTellTheLineOfAMistake() {
    FormMistakes mistakes =
        PolicyForm.read(
                form(
                    Map.of(
                        "subjects", "user alice\r\n\r\nalice\r\nuser",
                        "destinations", "example.com 443\nexample.org\n10.0.0.1/8 443,x")))
            .mistakes();

    assertThat(mistakes.at("subjects")).extracting(Mistake::line).containsExactly(3, 4);
    assertThat(mistakes.at("subjects").get(0).message()).startsWith("must be user,");
    assertThat(mistakes.at("subjects").get(1).message()).isEqualTo("must name the user");
    assertThat(mistakes.at("destinations")).extracting(Mistake::line).containsExactly(2, 3, 3);
    assertThat(mistakes.at("destinations"))
        .extracting(Mistake::part)
        .containsExactly("ports", "", "ports[1]");
  }

  @Test
  void shouldTellMistakesAtTheirFields() {
    FormMistakes mistakes =
        PolicyForm.read(
                form(
                    Map.of(
                        "name", "no spaces please",
                        "subjects", " ",
                        "validFrom", "tomorrow",
                        "schedule.days", "SOMEDAY",
                        "schedule.from", "8",
                        "limits.bytesPerDay", "1 GB",
                        "limits.concurrentTunnels", "3000000000",
                        "limits.idleTimeout", "5m")))
            .mistakes();

    assertThat(mistakes.all())
        .extracting(Mistake::field)
        .containsExactlyInAnyOrder(
            "limits.bytesPerDay",
            "name",
            "subjects",
            "validFrom",
            "schedule.days",
            "schedule.from",
            "schedule.to",
            "schedule.zone",
            "limits.concurrentTunnels",
            "limits.idleTimeout");
    assertThat(mistakes.at("limits.bytesPerDay").get(0).message())
        .isEqualTo("must be a whole number");
    assertThat(mistakes.at("limits.concurrentTunnels").get(0).message())
        .isEqualTo("must be a whole number from 1 to 1000000");
  }

  @Test
  void shouldTellThatDenialsHaveNoLimits() {
    assertThat(
            PolicyForm.read(form(Map.of("effect", "deny", "limits.maxDuration", "PT1H")))
                .mistakes()
                .at("limits"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-01-31T08:00", "2027-01-31T08:00:00", "2027-01-31T08:00:00Z"})
  void shouldTakeTimesAsUtc(String time) {
    PolicyForm.Reading reading = PolicyForm.read(form(Map.of("validUntil", time)));

    assertThat(reading.mistakes().all()).isEmpty();
    assertThat(reading.document().validUntil()).isEqualTo("2027-01-31T08:00:00Z");
  }

  @Test
  void shouldNotTakeAnEmptyScheduleForHours() {
    PolicyDocument document = PolicyForm.read(form(Map.of())).document();

    assertThat(document.schedule()).isNull();
    assertThat(document.limits()).isNull();
    assertThat(document.mode()).isEqualTo("enforce");
    assertThat(document.enabled()).isFalse();
  }

  @Test
  void shouldWriteADescriptionInOneLine() {
    assertThat(PolicyForm.read(form(Map.of("description", "one\r\ntwo"))).document().description())
        .isEqualTo("one two");
  }

  /** A valid policy but for what is given. */
  private static FormValues form(Map<String, String> given) {
    Map<String, List<String>> values = new HashMap<>();
    values.put("name", List.of("p"));
    values.put("effect", List.of("allow"));
    values.put("subjects", List.of("user alice"));
    values.put("destinations", List.of("example.com 443"));
    given.forEach((name, value) -> values.put(name, List.of(value)));
    return new FormValues(values);
  }
}
