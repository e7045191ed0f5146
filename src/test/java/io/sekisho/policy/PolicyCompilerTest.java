package io.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sekisho.policy.PolicyCompiler.InvalidPolicy;
import io.sekisho.policy.PolicyCompiler.Violation;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.tls.TlsMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCompilerTest {

  private static final SubjectDocument ANYONE = new SubjectDocument("anyone", null);
  private static final DestinationDocument WEB =
      new DestinationDocument("example.com", null, List.of("443"));

  @Test
  void shouldCompileEveryKindOfSubjectAndDestination() {
    Policy policy =
        PolicyCompiler.compile(
            document(
                "deny",
                List.of(
                    new SubjectDocument("user", "alice"),
                    new SubjectDocument("group", "developers"),
                    ANYONE),
                List.of(
                    new DestinationDocument("*.Example.com", null, List.of("443", "8000-8100")),
                    new DestinationDocument(null, "192.0.2.0/24", List.of("22")))));

    assertThat(policy.effect()).isEqualTo(Effect.DENY);
    assertThat(policy.subjects())
        .containsExactly(
            new Subject.User("alice"), new Subject.Group("developers"), new Subject.Anyone());
    assertThat(policy.destinations())
        .extracting(destination -> destination.target() + " " + destination.ports())
        .containsExactly("*.example.com [443, 8000-8100]", "192.0.2.0/24 [22]");
  }

  @ParameterizedTest
  @CsvSource({"verify, VERIFY", "require, REQUIRE", "off, OFF"})
  void shouldCompileWhatTheFirstBytesMustBe(String tls, TlsMode mode) {
    assertThat(PolicyCompiler.compile(withTls(tls)).tls()).contains(mode);
  }

  @Test
  void shouldLeaveWhatTheFirstBytesMustBeToThePort() {
    assertThat(PolicyCompiler.compile(withTls(null)).tls()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("tls", withTls("on")),
        Arguments.of("tls", withTls("Verify")),
        Arguments.of("tls", withTls("")),
        Arguments.of("effect", document("maybe", List.of(ANYONE), List.of(WEB))),
        Arguments.of("subjects", document("allow", List.of(), List.of(WEB))),
        Arguments.of("subjects", document("allow", null, List.of(WEB))),
        Arguments.of(
            "subjects[0]", document("allow", Arrays.asList((SubjectDocument) null), List.of(WEB))),
        Arguments.of("subjects[0].kind", subject("robot", "x")),
        Arguments.of("subjects[0].kind", subject(null, "x")),
        Arguments.of("subjects[0].value", subject("user", null)),
        Arguments.of("subjects[0].value", subject("group", " ")),
        Arguments.of("subjects[0].value", subject("anyone", "x")),
        Arguments.of("destinations", document("allow", List.of(ANYONE), List.of())),
        Arguments.of("destinations[0]", destination(null, null, "443")),
        Arguments.of("destinations[0]", destination("example.com", "192.0.2.0/24", "443")),
        Arguments.of("destinations[0].host", destination("exa mple.com", null, "443")),
        Arguments.of("destinations[0].host", destination("example.com:443", null, "443")),
        Arguments.of("destinations[0].host", destination("*", null, "443")),
        Arguments.of("destinations[0].host", destination("a.*.example.com", null, "443")),
        Arguments.of("destinations[0].host", destination("*.192.0.2.1", null, "443")),
        Arguments.of("destinations[0].cidr", destination(null, "192.0.2.1/24", "443")),
        Arguments.of("destinations[0].ports[0]", destination("example.com", null, "0")),
        Arguments.of("destinations[0].ports[0]", destination("example.com", null, "443-80")),
        Arguments.of("destinations[0].ports[0]", destination("example.com", null, "https")),
        Arguments.of(
            "destinations[0].ports",
            document(
                "allow",
                List.of(ANYONE),
                List.of(new DestinationDocument("example.com", null, List.of())))),
        Arguments.of(
            "name",
            new PolicyDocument("a b", "", true, "allow", List.of(ANYONE), List.of(WEB), null)),
        Arguments.of(
            "name",
            new PolicyDocument(null, "", true, "allow", List.of(ANYONE), List.of(WEB), null)),
        Arguments.of(
            "description",
            new PolicyDocument(
                "p", "x".repeat(1001), true, "allow", List.of(ANYONE), List.of(WEB), null)));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("mistakes")
  void shouldNameTheFieldOfEveryMistake(String field, PolicyDocument document) {
    InvalidPolicy invalid =
        catchThrowableOfType(InvalidPolicy.class, () -> PolicyCompiler.compile(document));

    assertThat(invalid.violations()).extracting(Violation::field).containsExactly(field);
  }

  @Test
  void shouldNameAllMistakesAtOnce() {
    PolicyDocument document =
        new PolicyDocument(
            "p",
            "",
            true,
            "x",
            List.of(new SubjectDocument("user", null), new SubjectDocument("robot", null)),
            List.of(new DestinationDocument("a b", null, List.of("0", "443", "x"))),
            "on");

    InvalidPolicy invalid =
        catchThrowableOfType(InvalidPolicy.class, () -> PolicyCompiler.compile(document));

    assertThat(invalid.violations())
        .extracting(Violation::field)
        .containsExactly(
            "effect",
            "subjects[0].value",
            "subjects[1].kind",
            "destinations[0].host",
            "destinations[0].ports[0]",
            "destinations[0].ports[2]",
            "tls");
  }

  private static PolicyDocument withTls(String tls) {
    return new PolicyDocument("p", "", true, "allow", List.of(ANYONE), List.of(WEB), tls);
  }

  private static PolicyDocument subject(String kind, String value) {
    return document("allow", List.of(new SubjectDocument(kind, value)), List.of(WEB));
  }

  private static PolicyDocument destination(String host, String cidr, String port) {
    return document(
        "allow", List.of(ANYONE), List.of(new DestinationDocument(host, cidr, List.of(port))));
  }

  private static PolicyDocument document(
      String effect, List<SubjectDocument> subjects, List<DestinationDocument> destinations) {
    return new PolicyDocument("p", "", true, effect, subjects, destinations, null);
  }
}
