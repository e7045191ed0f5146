package io.sekisho.identity.oidc;

import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Verification;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** One issuer beside the default one: its rules and its keys. */
final class Issuer {

  private static final Logger LOG = Logger.getLogger(Issuer.class);

  private final String name;
  private final TokenRules rules;
  private final IssuerKeys keys;
  private final Clock clock;

  Issuer(String name, TokenRules rules, IssuerKeys keys, Clock clock) {
    this.name = name;
    this.rules = rules;
    this.keys = keys;
    this.clock = clock;
  }

  /** Fetches the keys ahead of the first token. */
  void prepare() {
    keys.current();
  }

  /**
   * Verifies a token that names this issuer.
   *
   * @return never completes exceptionally
   */
  CompletionStage<Verification> verify(BearerToken token, TokenClaims claims) {
    Optional<Verification> hopeless = rules.refusalBySight(claims);
    if (hopeless.isPresent()) {
      return CompletableFuture.completedFuture(hopeless.get());
    }
    return keys.current()
        .thenCompose(
            known ->
                check(token, claims, known)
                    .<CompletionStage<Verification>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> checkWithNewerKeys(token, claims, known)))
        .exceptionally(this::unavailable);
  }

  private CompletionStage<Verification> checkWithNewerKeys(
      BearerToken token, TokenClaims claims, IssuerKeys.KeySet known) {
    return keys.newerThan(known)
        .thenApply(
            newer ->
                newer
                    .flatMap(set -> check(token, claims, set))
                    .orElseGet(
                        () ->
                            new Verification.NotAccepted(
                                PassFault.SIGNATURE,
                                "the issuer has no key with this token's key id")));
  }

  private Optional<Verification> check(
      BearerToken token, TokenClaims claims, IssuerKeys.KeySet set) {
    return rules.check(token.reveal(), claims, set.keys(), clock.instant());
  }

  private Verification unavailable(Throwable failure) {
    // Why they cannot be had was told once, when it began.
    LOG.debugf("issuer %s: a pass could not be verified: %s", name, failure.getClass().getName());
    return new Verification.Unavailable("the keys of the issuer " + name + " cannot be had");
  }
}
