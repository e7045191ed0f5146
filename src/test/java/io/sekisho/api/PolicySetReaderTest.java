package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sekisho.api.Problem.FieldError;
import io.sekisho.policy.PolicyDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of policies as files hold them, good and bad. */
class PolicySetReaderTest {

  private static final String GOOD =
      """
      policies:
      - name: first
        description: "says \\"no\\": 🙂 # not a comment"
        effect: allow
        subjects: [{kind: user, value: alice}]
        destinations:
        - host: example.com
          ports: ["443", 8000-8100]
      - name: second
        effect: deny
        enabled: false
        subjects: [{kind: anyone}]
        destinations: [{cidr: 192.0.2.0/24, ports: ["22"]}]
      """;

  private final PolicySetReader reader = new PolicySetReader(new PolicyReader());
  private final PolicySetWriter writer = new PolicySetWriter();

  @Test
  void shouldReadWhatItWrote() {
    List<PolicyDocument> read = read(GOOD);

    assertThat(read).extracting(PolicyDocument::name).containsExactly("first", "second");
    for (boolean isYaml : List.of(true, false)) {
      String written = writer.write(read, isYaml);
      assertThat(reader.read(written.getBytes(StandardCharsets.UTF_8), isYaml)).isEqualTo(read);
      assertThat(written).doesNotContain("null", "revision", "---");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          first                    | a b                   | policies[0].name
          second                   | first                 | policies[1].name
          enabled: false           | enabled: maybe        | policies[1].enabled
          enabled: false           | enabeld: false        | policies[1].enabeld
          effect: deny             | effect: perhaps       | policies[1].effect
          "443"                    | 0443                  | policies[0].destinations[0].ports[0]
          value: alice             | value: 1.10           | policies[0].subjects[0].value
          value: alice             | value: 1_000          | policies[0].subjects[0].value
          8000-8100                | 8100-8000             | policies[0].destinations[0].ports[1]
          "22"                     | "0"                   | policies[1].destinations[0].ports[0]
          192.0.2.0/24             | 192.0.2.1/24          | policies[1].destinations[0].cidr
          [{kind: anyone}]         | {kind: anyone}        | policies[1].subjects
          [{kind: anyone}]         | [anyone]              | policies[1].subjects[0]
          [{kind: anyone}]         | [{kind: anyone, x: 1}]| policies[1].subjects[0].x
          [{kind: anyone}]         | []                    | policies[1].subjects
          [{kind: anyone}]         | *everyone             | policies[1].subjects
          value: alice             | value: *a             | policies[0].subjects[0].value
          enabled: false           | name: second          | policies[1]
          enabled: false           | "enabled: [false"     | policies[1]
          policies:                | policy:               | policies
          policies:                | version: 1\\npolicies:| version
          """)
  void shouldNameWhereAMistakeIs(String good, String bad, String field) {
    assertThat(GOOD).contains(good);
    String text = GOOD.replaceFirst(Pattern.quote(good), quoted(bad));

    assertThat(mistakes(text))
        .extracting(FieldError::field)
        .anyMatch(named -> named.startsWith(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                         | body
          just text                  | body
          []                         | body
          {}                         | policies
          policies:                  | policies
          policies: 7                | policies
          policies: {a: b}           | policies
          policies: [7]              | policies[0]
          policies: [null]           | policies[0]
          policies: [[]]             | policies[0]
          policies: [\\n             | policies
          policies: []\\n---\\na: b  | body
          \\tpolicies: []            | body
          policies: []\\npolicies: []| body
          policies: [&a {}, *a]      | policies[1]
          """)
  void shouldRefuseWhatIsNoSet(String text, String field) {
    assertThat(mistakes(text.replace("\\n", "\n").replace("\\t", "\t")))
        .extracting(FieldError::field)
        .contains(field);
  }

  @Test
  void shouldNameEveryMistakeOfEveryPolicyAtOnce() {
    String text =
        GOOD.replace("effect: allow", "effect: perhaps\n  colour: red\n  shade: dark")
            .replace("\"443\", 8000-8100", "\"443\", {}, \"x\", []")
            .replace("kind: anyone", "kind: anything");

    assertThat(mistakes(text))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "policies[0].effect",
            "policies[0].colour",
            "policies[0].shade",
            "policies[0].destinations[0].ports[1]",
            "policies[0].destinations[0].ports[2]",
            "policies[0].destinations[0].ports[3]",
            "policies[1].subjects[0].kind");
  }

  @Test
  void shouldNotBeBlownUp() {
    String laughs =
        "a: &a [x, x]\n"
            + IntStream.range(0, 30)
                .mapToObj(i -> "%c: &%c [*%c, *%c]".formatted('b' + i, 'b' + i, 'a' + i, 'a' + i))
                .filter(line -> line.matches("[a-z].*"))
                .limit(24)
                .collect(Collectors.joining("\n"))
            + "\npolicies: [*z]\n";
    assertThat(mistakes(laughs)).extracting(FieldError::message).allMatch(m -> m.contains("alias"));

    assertThat(mistakes("policies: " + "[".repeat(100_000))).isNotEmpty();
    assertThat(mistakes("policies: " + "{a: ".repeat(100_000))).isNotEmpty();
    assertThat(mistakes("policies: [" + "{},".repeat(600_000) + "]"))
        .extracting(FieldError::field)
        .anyMatch(field -> field.startsWith("policies"));
    assertThat(mistakes("policies: [" + "{},".repeat(20_001) + "]"))
        .extracting(FieldError::message)
        .containsExactly("must be at most 20000");
    assertThat(mistakes("policies: [" + "{},".repeat(20_000) + "]"))
        .as("a bounded answer")
        .hasSizeBetween(1_000, 1_200);
  }

  @Test
  void shouldRefuseWhatIsNotUtf8() {
    byte[] text = "policies: [\u00e9]".getBytes(StandardCharsets.ISO_8859_1);

    InvalidRequest refused =
        catchThrowableOfType(InvalidRequest.class, () -> reader.read(text, true));
    assertThat(refused.errors()).extracting(FieldError::message).containsExactly("is not UTF-8");
  }

  /** Whatever comes in is read or refused; there is no third. */
  @Test
  void shouldReadOrRefuseWhateverComes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "-:[]{}&*!|>'\"%@`#?, \n\t~<=0x_1e.no\u0000\u0085\u2028\ufeff";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int change = random.nextInt(4); change >= 0; change--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        text.setCharAt(random.nextInt(text.length()), c);
      }
      for (boolean isYaml : List.of(true, false)) {
        try {
          reader.read(text.toString().getBytes(StandardCharsets.UTF_8), isYaml);
        } catch (InvalidRequest refused) {
          assertThat(refused.errors()).isNotEmpty();
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ": " + text, e);
        }
      }
    }
  }

  private List<PolicyDocument> read(String text) {
    return reader.read(text.getBytes(StandardCharsets.UTF_8), true);
  }

  private List<FieldError> mistakes(String text) {
    InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, () -> read(text));
    assertThat(refused).as("read: %.200s", text).isNotNull();
    return refused.errors();
  }

  private static String quoted(String bad) {
    return Matcher.quoteReplacement(bad.replace("\\n", "\n"));
  }
}
