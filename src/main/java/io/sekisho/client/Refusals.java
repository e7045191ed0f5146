package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;

/** What an issuer's errors mean for who runs the command. */
final class Refusals {

  private Refusals() {}

  /** What happened, what the issuer says of it, and what to do. */
  static String message(int status, JsonNode answer) {
    String error = Json.text(answer, "error").orElse("");
    // RFC 6749 §5.2: 401 is about the client's authentication, whatever some issuers call it.
    String advice =
        switch (status == 401 ? "invalid_client" : error) {
          case "access_denied" -> "the login was denied";
          case "expired_token" -> "the code ended before the login; run the command again";
          case "invalid_client" ->
              "the issuer does not know the client or its secret; check --client-id and the secret";
          case "unauthorized_client", "unsupported_grant_type" ->
              "the client may not do this; have the flow enabled for it at the issuer, or choose"
                  + " another --flow";
          case "invalid_scope" -> "the issuer does not give that --scope to the client";
          default ->
              error.isEmpty()
                  ? "the issuer answers with status " + status
                  : "the issuer refuses: " + Plain.of(error);
        };
    return Json.text(answer, "error_description")
        .map(said -> advice + " (it says: " + Plain.of(said) + ")")
        .orElse(advice);
  }
}
