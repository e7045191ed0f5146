package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What an issuer answers who asks for a token (RFC 6749 §5, RFC 8628 §3.5). */
sealed interface TokenAnswer {

  /** Here it is. */
  record Issued(Pass pass) implements TokenAnswer {}

  /** The person has not logged in yet. */
  record Pending() implements TokenAnswer {}

  /** The same, and: ask less often. */
  record SlowDown() implements TokenAnswer {}

  /** It is out of order for the moment. */
  record Unavailable(String message) implements TokenAnswer {}

  /** There will be none; the message says why. */
  record Refused(String message) implements TokenAnswer {}

  /**
   * Understands an answer.
   *
   * @throws Failure if it has a token that cannot be used
   */
  static TokenAnswer of(int status, JsonNode answer, Instant now) {
    if (status == 200) {
      return issued(answer, now);
    }
    if (status >= 500) {
      return new Unavailable("the issuer answers with status " + status);
    }
    return switch (Json.text(answer, "error").orElse("")) {
      case "authorization_pending" -> new Pending();
      case "slow_down" -> new SlowDown();
      default -> new Refused(Refusals.message(status, answer));
    };
  }

  private static Issued issued(JsonNode answer, Instant now) {
    String type = Json.text(answer, "token_type").orElse("");
    if (!type.equalsIgnoreCase("bearer")) {
      throw new Failure(
          "the issuer gives tokens of type \""
              + Plain.of(type)
              + "\"; the proxy takes bearer only");
    }
    AccessToken token =
        Json.text(answer, "access_token")
            .map(AccessToken::new)
            .orElseThrow(() -> new Failure("the issuer's answer has no access_token"));
    return new Issued(
        new Pass(
            token, Pass.after(answer.path("expires_in"), now).or(() -> Pass.of(token).expires())));
  }
}
