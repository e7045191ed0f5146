package io.sekisho.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.connect.PassFault;
import io.sekisho.support.SetClock;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many bad passes a source may show, and ways around that. */
class AuthenticatorTest {

  private static final int MAX = 5;
  private static final String SOURCE = "192.0.2.7";

  private final SetClock clock = new SetClock(Instant.parse("2027-01-01T00:00:00Z"));
  private final Passes passes = new Passes();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Authenticator authenticator = authenticator(MAX);

  /** Knows "good" and "seen", the latter from before; nothing else is a pass. */
  private static final class Passes implements PassVerifier {

    private int verified;

    @Override
    public Optional<Verification.Verified> remembered(BearerToken token) {
      return token.reveal().equals("seen") ? Optional.of(alice()) : Optional.empty();
    }

    @Override
    public CompletionStage<Verification> verify(BearerToken token) {
      verified++;
      return CompletableFuture.completedFuture(
          Set.of("good", "seen").contains(token.reveal())
              ? alice()
              : new Verification.NotAccepted(PassFault.EXPIRED, "as if"));
    }

    private static Verification.Verified alice() {
      return new Verification.Verified(
          new Caller("alice", "a", "i", Set.of(), Instant.MAX), Optional.empty());
    }
  }

  @Test
  void shouldLookAtNoMoreThanItsShareOfBadPasses() {
    exhaust(SOURCE);
    int looked = passes.verified;
    assertThat(bearer("bad", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
    assertThat(show("Basic !!", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
    assertThat(passes.verified).isEqualTo(looked);
  }

  /** Nor what is no token at all, or the right one under another's name. */
  @Test
  void shouldCountEveryKindOfBadPass() {
    show("Basic !!", SOURCE);
    show("Bearer {}", SOURCE);
    authenticate(List.of("Bearer a", "Bearer b"), SOURCE);
    show(basic("bob", "good"), SOURCE);
    bearer("bad", SOURCE);
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
    assertThat(failures("no_token")).isEqualTo(3);
    assertThat(failures("other_user")).isEqualTo(1);
    assertThat(failures("expired")).isEqualTo(1);
  }

  @Test
  void shouldNotLockOutTheNeighbourThatShowedItsPassBefore() {
    exhaust(SOURCE);
    assertThat(bearer("seen", SOURCE)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void shouldStillTellUnderWhoseNameARememberedPassIsShown() {
    exhaust(SOURCE);
    assertThat(show(basic("bob", "seen"), SOURCE)).isInstanceOf(Verification.NotAccepted.class);
  }

  @Test
  void shouldStillChallengeWhoShowsNothing() {
    exhaust(SOURCE);
    assertThat(authenticate(List.of(), SOURCE)).isInstanceOf(Verification.NoPass.class);
  }

  /** Among bad passes a good one is no washing-off. */
  @Test
  void shouldNotForgetForAGoodPass() {
    for (int i = 0; i < MAX; i++) {
      bearer("bad", SOURCE);
      bearer("seen", SOURCE);
    }
    assertThat(bearer("bad", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2::9", "2001:db8:1:2:ffff:ffff:ffff:ffff"})
  void shouldTakeAllAddressesOfAnIpv6HostForOne(String other) {
    exhaust("2001:db8:1:2::7");
    assertThat(bearer("good", other)).isInstanceOf(Verification.TooManyFailures.class);
  }

  @Test
  void shouldTakeAnIpv4AddressInIpv6FormForTheSame() {
    exhaust(SOURCE);
    assertThat(bearer("good", "::ffff:" + SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
  }

  @Test
  void shouldHoldNothingAgainstOthers() {
    exhaust(SOURCE);
    exhaust("2001:db8:1:2::7");
    assertThat(bearer("good", "192.0.2.8")).isInstanceOf(Verification.Verified.class);
    assertThat(bearer("good", "2001:db8:1:3::7")).isInstanceOf(Verification.Verified.class);
  }

  @Test
  void shouldForgiveAfterAMinute() {
    exhaust(SOURCE);
    clock.advance(Duration.ofSeconds(59));
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.Verified.class);
    exhaust(SOURCE);
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.TooManyFailures.class);
  }

  @Test
  void shouldLookAtEverythingIfToldSo() {
    authenticator = authenticator(0);
    exhaust(SOURCE);
    assertThat(bearer("good", SOURCE)).isInstanceOf(Verification.Verified.class);
    assertThat(failures("expired")).isEqualTo(MAX);
  }

  private Authenticator authenticator(int max) {
    return new Authenticator(
        passes,
        new FailureThrottle(
            TestConfig.with(
                Map.of("sekisho.identity.max-failures-per-minute", Integer.toString(max))),
            clock),
        MetersFactory.on(registry));
  }

  private void exhaust(String source) {
    for (int i = 0; i < MAX; i++) {
      assertThat(bearer("bad", source)).isInstanceOf(Verification.NotAccepted.class);
    }
  }

  private double failures(String fault) {
    return registry.counter("sekisho.authentication.failures", "fault", fault).count();
  }

  private Verification bearer(String token, String source) {
    return show("Bearer " + token, source);
  }

  private Verification show(String credentials, String source) {
    return authenticate(List.of(credentials), source);
  }

  private Verification authenticate(List<String> fields, String source) {
    try {
      return authenticator
          .authenticate(fields, Optional.empty(), InetAddress.getByName(source))
          .toCompletableFuture()
          .join();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
