package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.client.TokenOptions.Source.AtIssuer;
import java.net.URI;
import java.util.Optional;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0 §3, RFC 8628 §4).
 *
 * @param token where tokens are
 * @param device where logins by device begin, if it has that
 * @param secretInBody whether the secret is taken in no other way than as a form field
 */
record Metadata(URI token, Optional<URI> device, boolean secretInBody) {

  /**
   * Takes over what is needed, if it is about the issuer and leads nowhere it should not.
   *
   * @throws Failure if not
   */
  static Metadata of(JsonNode document, AtIssuer asked) {
    String issuer = Json.text(document, "issuer").orElse("");
    // §4.3: else whoever serves this document could speak for another issuer.
    if (!issuer.equals(asked.issuer())) {
      throw new Failure(
          "the issuer calls itself \""
              + Plain.of(issuer)
              + "\"; give --issuer so, to the letter, if that is whom you mean");
    }
    UrlRule rule = asked.rule().following(asked.address());
    return new Metadata(
        endpoint(document, "token_endpoint", rule)
            .orElseThrow(() -> new Failure("the issuer has no token_endpoint")),
        endpoint(document, "device_authorization_endpoint", rule),
        takesSecretInBodyOnly(document.path("token_endpoint_auth_methods_supported")));
  }

  private static Optional<URI> endpoint(JsonNode document, String field, UrlRule rule) {
    return Json.text(document, field)
        .map(
            text ->
                rule.read(text)
                    .orElseThrow(
                        () -> new Failure("the issuer's " + field + " is not a URL to be used")));
  }

  /** Without a word on it, it is the header (OpenID Connect Discovery 1.0 §3). */
  private static boolean takesSecretInBodyOnly(JsonNode methods) {
    boolean header = !methods.isArray();
    boolean body = false;
    for (JsonNode method : methods) {
      header |= method.asText().equals("client_secret_basic");
      body |= method.asText().equals("client_secret_post");
    }
    return body && !header;
  }
}
