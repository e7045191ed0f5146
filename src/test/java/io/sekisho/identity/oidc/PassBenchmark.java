package io.sekisho.identity.oidc;

import io.sekisho.config.SekishoConfig;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Verification;
import io.sekisho.support.TestConfig;
import io.sekisho.support.TestIssuer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A signed token that was verified before, and one whose signature is verified anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PassBenchmark {

  private TestIssuer issuer;
  private Issuers issuers;
  private OidcPassVerifier verifier;
  private String token;

  @Setup
  public void verifyOnce() throws Exception {
    issuer = new TestIssuer();
    SekishoConfig config =
        TestConfig.with(
            Map.of(
                "sekisho.identity.issuers.people.issuer",
                issuer.url(),
                "sekisho.identity.issuers.people.audience",
                TestIssuer.AUDIENCE));
    issuers = new Issuers(config, null, Clock.systemUTC());
    verifier = new OidcPassVerifier(null, issuers, config, Clock.systemUTC());
    token = issuer.pass("alice", "developers", "staff");
    Verification verification =
        verifier.verify(new BearerToken(token)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    if (!(verification instanceof Verification.Verified)) {
      throw new AssertionError(verification);
    }
  }

  @TearDown
  public void close() {
    issuers.stop();
    issuer.close();
  }

  /** Its hash, and what is remembered by that. */
  @Benchmark
  public Verification remembered() {
    Optional<Verification.Verified> known = verifier.remembered(new BearerToken(token));
    return known.orElseThrow();
  }

  /** All there is to do for one that nobody has shown before, but for the fetching of keys. */
  @Benchmark
  public Verification verified() {
    return TokenClaims.of(token)
        .flatMap(
            claims ->
                claims
                    .text("iss")
                    .flatMap(issuers::named)
                    .map(named -> named.verify(new BearerToken(token), claims)))
        .orElseThrow()
        .toCompletableFuture()
        .join();
  }
}
