package io.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sekisho.policy.PolicyCompiler.InvalidPolicy;
import io.sekisho.policy.PolicyCompiler.Violation;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.tls.TlsMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        Arguments.of("name", plain("a b", "", true, "allow", List.of(ANYONE), List.of(WEB), null)),
        Arguments.of("name", plain(null, "", true, "allow", List.of(ANYONE), List.of(WEB), null)),
        Arguments.of(
            "description",
            plain("p", "x".repeat(1001), true, "allow", List.of(ANYONE), List.of(WEB), null)));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("mistakes")
  void shouldNameTheFieldOfEveryMistake(String field, PolicyDocument document) {
    InvalidPolicy invalid =
        catchThrowableOfType(InvalidPolicy.class, () -> PolicyCompiler.compile(document));

    assertThat(invalid.violations()).extracting(Violation::field).containsExactly(field);
  }

  private static PolicyDocument timed(
      String mode, String from, String until, ScheduleDocument schedule) {
    return new PolicyDocument(
        "p",
        "",
        true,
        "allow",
        List.of(ANYONE),
        List.of(WEB),
        null,
        mode,
        from,
        until,
        schedule,
        null);
  }

  private static ScheduleDocument hours(String from, String to, String zone, String... days) {
    return new ScheduleDocument(List.of(days), from, to, zone);
  }

  static Stream<Arguments> mistakesInTime() {
    String zone = "Europe/Berlin";
    return Stream.of(
        Arguments.of("mode", timed("dry-run", null, null, null)),
        Arguments.of("mode", timed("REPORT", null, null, null)),
        Arguments.of("validFrom", timed(null, "2027-01-31", null, null)),
        Arguments.of("validFrom", timed(null, "2027-02-30T00:00:00Z", null, null)),
        Arguments.of("validFrom", timed(null, "", null, null)),
        Arguments.of("validUntil", timed(null, null, "2027-01-31T00:00:00", null)),
        Arguments.of("validUntil", timed(null, null, "+999999-01-31T00:00:00Z", null)),
        Arguments.of(
            "validUntil", timed(null, "2027-01-31T00:00:00Z", "2027-01-31T00:00:00Z", null)),
        Arguments.of(
            "validUntil", timed(null, "2027-01-31T00:00:00Z", "2027-01-31T00:30:00+01:00", null)),
        Arguments.of("schedule.days", scheduled(hours("08:00", "19:00", zone))),
        Arguments.of(
            "schedule.days", scheduled(new ScheduleDocument(null, "08:00", "19:00", zone))),
        Arguments.of("schedule.days[1]", scheduled(hours("08:00", "19:00", zone, "MONDAY", "Mo"))),
        Arguments.of(
            "schedule.days[1]", scheduled(hours("08:00", "19:00", zone, "MONDAY", "MONDAY"))),
        Arguments.of(
            "schedule.days[0]",
            scheduled(new ScheduleDocument(Arrays.asList((String) null), "08:00", "19:00", zone))),
        Arguments.of("schedule.from", scheduled(hours("8:00", "19:00", zone, "MONDAY"))),
        Arguments.of("schedule.from", scheduled(hours("24:00", "19:00", zone, "MONDAY"))),
        Arguments.of("schedule.from", scheduled(hours(null, "19:00", zone, "MONDAY"))),
        Arguments.of("schedule.to", scheduled(hours("08:00", "19:60", zone, "MONDAY"))),
        Arguments.of("schedule.to", scheduled(hours("08:00", null, zone, "MONDAY"))),
        Arguments.of("schedule.to", scheduled(hours("08:00", "08:00", zone, "MONDAY"))),
        Arguments.of("schedule.zone", scheduled(hours("08:00", "19:00", "Berlin", "MONDAY"))),
        Arguments.of("schedule.zone", scheduled(hours("08:00", "19:00", "+01:00", "MONDAY"))),
        Arguments.of("schedule.zone", scheduled(hours("08:00", "19:00", null, "MONDAY"))),
        Arguments.of("subjects[0].value", subject("serviceAccount", "builder")),
        Arguments.of("subjects[0].value", subject("serviceAccount", "ci:")),
        Arguments.of("subjects[0].value", subject("serviceAccount", "ci:a:")),
        Arguments.of("subjects[0].value", subject("serviceAccount", "CI:builder")),
        Arguments.of("subjects[0].value", subject("serviceAccount", null)));
  }

  static Stream<Arguments> mistakesInLimits() {
    return Stream.of(
        Arguments.of("limits.idleTimeout", limited("allow", idle("5m"))),
        Arguments.of("limits.idleTimeout", limited("allow", idle("PT0S"))),
        Arguments.of("limits.idleTimeout", limited("allow", idle("PT-5M"))),
        Arguments.of("limits.idleTimeout", limited("allow", idle("P366D"))),
        Arguments.of("limits.idleTimeout", limited("allow", idle("P1M"))),
        Arguments.of(
            "limits.maxDuration",
            limited("allow", new LimitsDocument(null, null, null, null, null, ""))),
        Arguments.of(
            "limits.concurrentTunnels",
            limited("allow", new LimitsDocument(0, null, null, null, null, null))),
        Arguments.of(
            "limits.concurrentTunnels",
            limited("allow", new LimitsDocument(-1, null, null, null, null, null))),
        Arguments.of(
            "limits.concurrentTunnels",
            limited("allow", new LimitsDocument(1_000_001, null, null, null, null, null))),
        Arguments.of(
            "limits.connectsPerMinute",
            limited("allow", new LimitsDocument(null, 0, null, null, null, null))),
        Arguments.of(
            "limits.connectsPerMinute",
            limited("allow", new LimitsDocument(null, 1_000_001, null, null, null, null))),
        Arguments.of(
            "limits.bytesPerDay",
            limited("allow", new LimitsDocument(null, null, 0L, null, null, null))),
        Arguments.of(
            "limits.bytesPerDay",
            limited("allow", new LimitsDocument(null, null, 1L << 53, null, null, null))),
        Arguments.of(
            "limits.bitsPerSecond",
            limited("allow", new LimitsDocument(null, null, null, 999L, null, null))),
        Arguments.of(
            "limits.bitsPerSecond",
            limited("allow", new LimitsDocument(null, null, null, 1_000_000_000_001L, null, null))),
        Arguments.of("limits", limited("deny", idle("PT5M"))));
  }

  private static LimitsDocument idle(String duration) {
    return new LimitsDocument(null, null, null, null, duration, null);
  }

  private static PolicyDocument limited(String effect, LimitsDocument limits) {
    return new PolicyDocument(
        "p", "", true, effect, List.of(ANYONE), List.of(WEB), null, null, null, null, null, limits);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("mistakesInLimits")
  void shouldNameTheFieldOfEveryMistakeInLimits(String field, PolicyDocument document) {
    shouldNameTheFieldOfEveryMistake(field, document);
  }

  @Test
  void shouldCompileLimits() {
    LimitsDocument limits = new LimitsDocument(2, 3, 4L, 5_000L, "PT5M", "PT8H");

    assertThat(PolicyCompiler.compile(limited("allow", limits)).limits())
        .isEqualTo(
            new PolicyLimits(
                Optional.of(2),
                Optional.of(3),
                Optional.of(4L),
                Optional.of(5_000L),
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(Duration.ofHours(8))));
    assertThat(PolicyCompiler.compile(limited("allow", null)).limits())
        .isEqualTo(PolicyLimits.NONE);
  }

  private static PolicyDocument scheduled(ScheduleDocument schedule) {
    return timed(null, null, null, schedule);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("mistakesInTime")
  void shouldNameTheFieldOfEveryMistakeInTime(String field, PolicyDocument document) {
    shouldNameTheFieldOfEveryMistake(field, document);
  }

  @Test
  void shouldCompileWhenAPolicyActs() {
    Policy policy =
        PolicyCompiler.compile(
            timed(
                "report",
                "2027-01-31T01:00:00+01:00",
                "2027-02-28T00:00:00.1234567Z",
                hours("22:00", "24:00", "Asia/Tokyo", "FRIDAY", "MONDAY")));

    assertThat(policy.mode()).isEqualTo(Mode.REPORT);
    assertThat(policy.timing())
        .isEqualTo(
            new Timing(
                Optional.of(Instant.parse("2027-01-31T00:00:00Z")),
                Optional.of(Instant.parse("2027-02-28T00:00:00.123456Z")),
                Optional.of(
                    new Schedule(
                        Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        LocalTime.of(22, 0),
                        LocalTime.MIDNIGHT,
                        ZoneId.of("Asia/Tokyo")))));
  }

  @Test
  void shouldActAlwaysAndForRealUnlessItSaysOtherwise() {
    Policy policy = PolicyCompiler.compile(timed(null, null, null, null));

    assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(policy.timing()).isEqualTo(Timing.ALWAYS);
  }

  @Test
  void shouldCompileAServiceAccount() {
    assertThat(PolicyCompiler.compile(subject("serviceAccount", "ci:builder.v2")).subjects())
        .containsExactly(new Subject.ServiceAccount("ci:builder.v2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"east/ci:builder", "east:ci:builder", "east-ci:builder", "Öst ci:builder"})
  void shouldCompileAServiceAccountOfAnIssuerWithAPrefix(String name) {
    assertThat(PolicyCompiler.compile(subject("serviceAccount", name)).subjects())
        .containsExactly(new Subject.ServiceAccount(name));
  }

  @Test
  void shouldNameAllMistakesAtOnce() {
    PolicyDocument document =
        plain(
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

  private static PolicyDocument plain(
      String name,
      String description,
      boolean enabled,
      String effect,
      List<SubjectDocument> subjects,
      List<DestinationDocument> destinations,
      String tls) {
    return new PolicyDocument(
        name,
        description,
        enabled,
        effect,
        subjects,
        destinations,
        tls,
        null,
        null,
        null,
        null,
        null);
  }

  private static PolicyDocument withTls(String tls) {
    return plain("p", "", true, "allow", List.of(ANYONE), List.of(WEB), tls);
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
    return plain("p", "", true, effect, subjects, destinations, null);
  }
}
