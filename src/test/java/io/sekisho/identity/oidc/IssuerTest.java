package io.sekisho.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Caller;
import io.sekisho.identity.Verification;
import io.sekisho.support.SetClock;
import io.sekisho.support.TestConfig;
import io.sekisho.support.TestIssuer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One issuer, over HTTP, with its rules and keys. */
class IssuerTest {

  private final SetClock clock = new SetClock(Instant.now());
  private final TestIssuer partner = new TestIssuer(SignatureAlgorithm.ES256);
  private HttpKeySource source;

  @AfterEach
  void stop() {
    partner.close();
    if (source != null) {
      source.close();
    }
  }

  @Test
  void shouldNameUsersAndGroupsUnderItsPrefix() {
    Caller caller = accepted(issuer(Map.of()), partner.pass("alice", "devs"));
    assertThat(caller.user()).isEqualTo("partner/alice");
    assertThat(caller.groups()).isEqualTo(Set.of("partner/devs"));
    assertThat(caller.subject()).isEqualTo("subject-of-alice");
    assertThat(caller.issuer()).isEqualTo(partner.url());
    assertThat(caller.serviceAccount()).isEmpty();
  }

  @Test
  void shouldTakeRsaAsWell() {
    try (TestIssuer rsa = new TestIssuer()) {
      accepted(issuer(Map.of("issuer", rsa.url())), rsa.pass("alice"));
    }
  }

  static Stream<Arguments> badTokens() {
    return Stream.of(
        bad(PassFault.EXPIRED, issuer -> issuer.expired("alice")),
        bad(
            PassFault.NOT_YET_VALID,
            issuer -> issuer.token(Map.of("sub", "a", "nbf", later(Duration.ofMinutes(1))))),
        bad(PassFault.OTHER_AUDIENCE, issuer -> issuer.forAnotherAudience("alice")),
        bad(PassFault.OTHER_ISSUER, issuer -> issuer.fromAnotherIssuer("alice")),
        bad(PassFault.SIGNATURE, issuer -> issuer.signedByAnotherKey("alice")),
        bad(PassFault.SIGNATURE, issuer -> issuer.withUnknownKeyId("alice")),
        bad(PassFault.SIGNATURE, issuer -> issuer.altered("alice", "mallory")),
        bad(PassFault.UNACCEPTABLE, issuer -> issuer.unsigned("alice")),
        bad(PassFault.UNACCEPTABLE, issuer -> issuer.signedWithThePublicKey("alice")),
        bad(PassFault.UNACCEPTABLE, issuer -> issuer.typed("alice", "logout+jwt")),
        bad(PassFault.UNACCEPTABLE, issuer -> issuer.typed("alice", "dpop+jwt")),
        bad(PassFault.UNACCEPTABLE, issuer -> issuer.token(Map.of("jti", "names-nobody"))),
        bad(PassFault.BOUND, issuer -> issuer.bound("alice", Map.of("jkt", "some-key"))));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void shouldNotAccept(PassFault fault, Function<TestIssuer, String> token) {
    assertThat(fault(issuer(Map.of()), token.apply(partner))).isEqualTo(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt"})
  void shouldTakeTokensOfTypesForAccess(String type) {
    accepted(issuer(Map.of()), partner.typed("alice", type));
  }

  @Test
  void shouldTakeNoAlgorithmButThoseOnItsList() {
    assertThat(fault(issuer(Map.of("algorithms", "RS256,PS256")), partner.pass("alice")))
        .isEqualTo(PassFault.UNACCEPTABLE);
    assertThat(partner.keyFetches()).isZero();
  }

  @Test
  void shouldForgiveClocksThatAreSlightlyOff() {
    String token = partner.token(Map.of("sub", "a", "exp", later(Duration.ofSeconds(-30))));
    assertThat(fault(issuer(Map.of()), token)).isEqualTo(PassFault.EXPIRED);
    accepted(issuer(Map.of("lifespan-grace", "60s")), token);
  }

  /** Signed by who it says, but for the keys of somebody else. */
  @Test
  void shouldNotAcceptTheTokenOfAnotherThatNamesThisOne() {
    try (TestIssuer other = new TestIssuer(SignatureAlgorithm.ES256)) {
      String token = other.token(Map.of("iss", partner.url(), "sub", "alice"));
      assertThat(fault(issuer(Map.of()), token)).isEqualTo(PassFault.SIGNATURE);
      assertThat(other.keyFetches()).isZero();
    }
  }

  @Test
  void shouldFollowARotationWithoutARestart() {
    Issuer issuer = issuer(Map.of());
    accepted(issuer, partner.pass("alice"));
    String old = partner.pass("alice");
    partner.rotate();
    clock.advance(Duration.ofMinutes(1));
    accepted(issuer, partner.pass("alice"));
    assertThat(fault(issuer, old)).isEqualTo(PassFault.SIGNATURE);
  }

  @Test
  void shouldNotFetchForEveryTokenOfAnUnknownKey() {
    Issuer issuer = issuer(Map.of());
    accepted(issuer, partner.pass("alice"));
    clock.advance(Duration.ofMinutes(1));
    IntStream.range(0, 200)
        .forEach(
            i ->
                assertThat(fault(issuer, partner.withUnknownKeyId("alice")))
                    .isEqualTo(PassFault.SIGNATURE));
    assertThat(partner.keyFetches()).isEqualTo(2);
    // The junk delays a rotation by a minute, and no longer.
    partner.rotate();
    clock.advance(Duration.ofMinutes(1));
    accepted(issuer, partner.pass("alice"));
  }

  @Test
  void shouldVerifyWhileItsIssuerIsAway() {
    Issuer issuer = issuer(Map.of());
    accepted(issuer, partner.pass("alice"));
    partner.stop();
    clock.advance(Duration.ofMinutes(59));
    accepted(issuer, partner.pass("bob"));
    partner.start();
  }

  @Test
  void shouldTellWhenNobodyCanTell() {
    partner.stop();
    Issuer issuer = issuer(Map.of());
    assertThat(verify(issuer, partner.pass("alice"))).isInstanceOf(Verification.Unavailable.class);
    partner.start();
    clock.advance(Duration.ofSeconds(10));
    accepted(issuer, partner.pass("alice"));
  }

  private Issuer issuer(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>();
    all.put("sekisho.identity.issuers.partner.issuer", partner.url());
    all.put("sekisho.identity.issuers.partner.audience", TestIssuer.AUDIENCE);
    keys.forEach((key, value) -> all.put("sekisho.identity.issuers.partner." + key, value));
    IssuerSettings settings = new IssuerSettings(TestConfig.with(all).identity());
    settings.validate();
    source = new HttpKeySource("partner", place(settings.rules("partner").issuer()));
    IssuerKeys.Limits limits =
        new IssuerKeys.Limits(
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10));
    return new Issuer(
        "partner",
        settings.rules("partner"),
        new IssuerKeys("partner", source, limits, clock),
        clock);
  }

  private static HttpKeySource.Place place(String issuer) {
    try {
      return new HttpKeySource.Place(
          issuer,
          Optional.empty(),
          Optional.empty(),
          SSLContext.getDefault(),
          Duration.ofSeconds(10));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Caller accepted(Issuer issuer, String token) {
    Verification verification = verify(issuer, token);
    assertThat(verification).isInstanceOf(Verification.Verified.class);
    return ((Verification.Verified) verification).caller();
  }

  private static PassFault fault(Issuer issuer, String token) {
    Verification verification = verify(issuer, token);
    assertThat(verification).isInstanceOf(Verification.NotAccepted.class);
    return ((Verification.NotAccepted) verification).fault();
  }

  private static Verification verify(Issuer issuer, String token) {
    return issuer
        .verify(new BearerToken(token), TokenClaims.of(token).orElseThrow())
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static long later(Duration by) {
    return Instant.now().plus(by).getEpochSecond();
  }

  private static Arguments bad(PassFault fault, Function<TestIssuer, String> token) {
    return Arguments.of(fault, token);
  }
}
