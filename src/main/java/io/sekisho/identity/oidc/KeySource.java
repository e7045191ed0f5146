package io.sekisho.identity.oidc;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwk.JsonWebKey;

/** Where an issuer's keys come from. */
@FunctionalInterface
interface KeySource {

  /**
   * Fetches the keys, without blocking.
   *
   * @return completes within a bounded time, on any thread, with at least one public key; or
   *     exceptionally, with {@link Failure} if it is known why
   */
  CompletionStage<List<JsonWebKey>> fetch();

  /** Why there are no keys, for the operator; holds nothing of what was fetched. */
  final class Failure extends RuntimeException {

    Failure(String message) {
      super(message, null, false, false);
    }
  }
}
