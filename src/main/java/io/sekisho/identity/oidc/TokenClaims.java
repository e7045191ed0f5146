package io.sekisho.identity.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The header and the claims of a JWT whose signature somebody else checks. */
final class TokenClaims {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode header;
  private final JsonNode claims;

  private TokenClaims(JsonNode header, JsonNode claims) {
    this.header = header;
    this.claims = claims;
  }

  /** Reads the payload of a compact JWS; empty if it is not one. */
  static Optional<TokenClaims> of(String jwt) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
      JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return header.isObject() && payload.isObject()
          ? Optional.of(new TokenClaims(header, payload))
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  /**
   * Reads an introspection response (RFC 7662 §2.2).
   *
   * @param issuer whose it is; an {@code iss} in it stands as it is
   */
  static Optional<TokenClaims> ofIntrospection(String json, String issuer) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode response) {
        ObjectNode claims = JSON.createObjectNode().put("iss", issuer).setAll(response);
        return Optional.of(new TokenClaims(JSON.createObjectNode(), claims));
      }
    } catch (JsonProcessingException e) {
      // Told by the empty answer.
    }
    return Optional.empty();
  }

  /** A claim that is a non-empty string; the path's steps are separated by slashes. */
  Optional<String> text(String path) {
    JsonNode node = at(path);
    return node.isTextual() && !node.asText().isBlank()
        ? Optional.of(node.asText())
        : Optional.empty();
  }

  /** A claim that is an array of strings, or one string; anything else is empty. */
  Set<String> texts(String path) {
    Set<String> values = new LinkedHashSet<>();
    JsonNode node = at(path);
    if (node.isTextual()) {
      values.add(node.asText());
    }
    if (node.isArray()) {
      node.forEach(
          element -> {
            if (element.isTextual()) {
              values.add(element.asText());
            }
          });
    }
    return values;
  }

  /** A parameter of the header that is a string. */
  Optional<String> header(String name) {
    JsonNode node = header.path(name);
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }

  /** The expiry, if it is a number of seconds. */
  Optional<Instant> expiry() {
    JsonNode exp = claims.path("exp");
    return exp.isNumber() ? Optional.of(Instant.ofEpochSecond(exp.asLong())) : Optional.empty();
  }

  /** Whether the claim is there, with whatever value. */
  boolean has(String claim) {
    return claims.has(claim);
  }

  /**
   * The one certificate that the token is bound to (RFC 8705 §3.1); empty if it is bound to
   * nothing, to anything else, or to more than that.
   */
  Optional<String> certificateThumbprint() {
    JsonNode confirmation = claims.path("cnf");
    JsonNode thumbprint = confirmation.path("x5t#S256");
    return confirmation.size() == 1 && thumbprint.isTextual()
        ? Optional.of(thumbprint.asText())
        : Optional.empty();
  }

  /**
   * A claim's own name may hold slashes (a URI does), so the whole path is tried as a name first.
   */
  private JsonNode at(String path) {
    if (claims.has(path)) {
      return claims.get(path);
    }
    JsonNode node = claims;
    for (String step : path.split("/")) {
      node = node.path(step);
    }
    return node;
  }
}
