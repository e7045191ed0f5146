package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.Answer;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.policy.Decision;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DenialsTest {

  private static final UUID ATTEMPT = new UUID(1, 2);
  private static final Refusal NOT_ALLOWED = Denials.refusal(Decision.Denied.BY_DEFAULT);

  static Stream<Refusal> secrets() {
    return Stream.of(
        NOT_ALLOWED,
        Denials.refusal(Decision.Denied.by("no-such-name")),
        Refusal.dnsError("NXDOMAIN", "the name does not resolve: NXDOMAIN"),
        Refusal.dnsError("SERVFAIL", "the name does not resolve: SERVFAIL"),
        Refusal.dnsError("NOERROR", "the name has no address"),
        Refusal.of(RefusalReason.DNS_TIMEOUT, "no name server answered in time"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void shouldTellTheClientOneThingAndTheRecordTheTruth(Refusal refusal) {
    Answer answer = new Answer("sekisho", "/ask");
    Refusal concealed = Denials.concealed(refusal);

    assertThat(answer.refused(concealed, ATTEMPT, true).toHttp1())
        .isEqualTo(answer.refused(NOT_ALLOWED, ATTEMPT, true).toHttp1());
    assertThat(concealed.recordDetail()).endsWith(refusal.detail());
  }

  @ParameterizedTest
  @EnumSource(
      value = RefusalReason.class,
      names = {"ADDRESS_PROHIBITED", "LOOP", "INTERNAL_ERROR"})
  void shouldLeaveEverythingElseAsItIs(RefusalReason reason) {
    Refusal refusal = Refusal.of(reason, "why");

    assertThat(Denials.concealed(refusal)).isEqualTo(refusal);
    assertThat(List.of(refusal.detail(), refusal.recordDetail())).containsOnly("why");
  }
}
