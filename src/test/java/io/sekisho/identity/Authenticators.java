package io.sekisho.identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.connect.PassFault;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Authenticators for tests outside the container. */
public final class Authenticators {

  private Authenticators() {}

  /** Takes one token, and decides at once. */
  public static Authenticator accepting(String token, Caller caller) {
    return new Authenticator(
        new One(token, caller),
        new FailureThrottle(
            TestConfig.with(Map.of("sekisho.identity.max-failures-per-minute", "0")),
            Clock.systemUTC()),
        MetersFactory.on(new SimpleMeterRegistry()));
  }

  private record One(String token, Caller caller) implements PassVerifier {

    @Override
    public Optional<Verification.Verified> remembered(BearerToken shown) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Verification> verify(BearerToken shown) {
      return CompletableFuture.completedFuture(
          shown.reveal().equals(token)
              ? new Verification.Verified(caller, Optional.empty())
              : new Verification.NotAccepted(PassFault.NO_TOKEN, "another token"));
    }
  }
}
