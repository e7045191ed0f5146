package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.conformance.HostileHeads;
import io.sekisho.conformance.NaiveHead;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.HeadOutcome;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.support.Fuzz;
import io.sekisho.support.Octets;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes as a head: one outcome or patience, the same however it comes, nothing leaked. */
@Tag(Fuzz.TAG)
class HostileHeadsTest {

  private static final int MAX_HEAD = 2_048;

  @Test
  void shouldComeToOneOutcomeThatASecondReadingConfirms() {
    int accepted = 0;
    int rejected = 0;
    for (int number = 0; number < Fuzz.inputs(); number++) {
      Random random = Fuzz.source(number);
      byte[] head =
          HostileHeads.next(random, "a.example:443", "Proxy-Authorization: Bearer abc\r\n");
      DecodedHead decoded;
      try {
        decoded = judge(head, random);
      } catch (Throwable e) {
        throw new AssertionError(Fuzz.describe(number, head), e);
      }
      accepted += isAccepted(decoded) ? 1 : 0;
      rejected += decoded.outcomes().isEmpty() || isAccepted(decoded) ? 0 : 1;
    }
    // Or else the inputs try only one side.
    assertThat(accepted).isGreaterThan(Fuzz.inputs() / 10);
    assertThat(rejected).isGreaterThan(Fuzz.inputs() / 10);
  }

  private static DecodedHead judge(byte[] head, Random random) {
    DecodedHead whole = DecodedHead.of(head, MAX_HEAD);
    assertThat(whole.failures()).isEmpty();
    assertThat(whole.outcomes().size() + whole.atEnd().size()).isLessThanOrEqualTo(1);
    assertThat(whole.atEnd()).noneMatch(HeadOutcome.Accepted.class::isInstance);
    whole.outcomes().forEach(HostileHeadsTest::assertNoFaultOfOurs);
    assertThat(DecodedHead.of(head, MAX_HEAD, Octets.cuts(head.length, random))).isEqualTo(whole);
    if (isAccepted(whole)) {
      assertConfirmed(whole, NaiveHead.read(head).orElseThrow());
    } else if (whole.outcomes().isEmpty()) {
      assertThat(NaiveHead.read(head)).as("a whole head").isEmpty();
    }
    return whole;
  }

  private static void assertConfirmed(DecodedHead decoded, NaiveHead naive) {
    ConnectRequest request = ((HeadOutcome.Accepted) decoded.outcomes().get(0)).request();
    Authority authority = request.authority();
    assertThat(Authority.parse(authority.toString())).isEqualTo(authority);
    assertThat(authority.port()).isEqualTo(naive.port());
    assertThat(authority.host()).isEqualTo(Host.parse(naive.host()));
    if (authority.host() instanceof Host.Name name) {
      assertThat(name.text()).isEqualTo(naive.host());
    }
    assertThat(request.proxyAuthorization()).isEqualTo(naive.credentials());
    assertThat(decoded.rest()).isEqualTo(naive.rest());
  }

  private static void assertNoFaultOfOurs(HeadOutcome outcome) {
    if (outcome instanceof HeadOutcome.Rejected rejected) {
      assertThat(rejected.refusal().reason().status()).isBetween(400, 499);
    }
  }

  private static boolean isAccepted(DecodedHead decoded) {
    return decoded.outcomes().stream().anyMatch(HeadOutcome.Accepted.class::isInstance);
  }
}
