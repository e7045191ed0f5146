package io.sekisho.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request's Proxy-Authorization lines amount to. */
public sealed interface Credentials {

  /** Nothing that this proxy understands was offered. */
  record None() implements Credentials {}

  /** Something was offered that cannot be a pass. */
  record Unusable(String why) implements Credentials {}

  /**
   * A pass to verify.
   *
   * @param token the token
   * @param claimedUser the user that the client says it is, which the token must confirm
   */
  record Pass(BearerToken token, Optional<String> claimedUser) implements Credentials {}

  /** Reads the values of all Proxy-Authorization lines of a request. */
  static Credentials read(List<String> values) {
    if (values.isEmpty()) {
      return new None();
    }
    if (values.size() > 1) {
      return new Unusable("more than one Proxy-Authorization field");
    }
    String value = values.get(0).strip();
    int space = value.indexOf(' ');
    String scheme = (space < 0 ? value : value.substring(0, space)).toLowerCase(Locale.ROOT);
    String rest = space < 0 ? "" : value.substring(space + 1).strip();
    return switch (scheme) {
      case "bearer" -> CredentialSyntax.bearer(rest, Optional.empty());
      case "basic" -> CredentialSyntax.basic(rest);
      // An offer of another scheme is no pass, and no fault: the challenges say what is wanted.
      default -> new None();
    };
  }
}

/** RFC 6750 §2.1 and RFC 7617 §2. */
final class CredentialSyntax {

  /** RFC 9110 §11.2, token68. */
  private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** User names that clients must invent when they can only send Basic; they claim nothing. */
  private static final Set<String> NO_CLAIM = Set.of("", "token", "oauth2", "bearer");

  private CredentialSyntax() {}

  static Credentials bearer(String token, Optional<String> claimedUser) {
    if (!TOKEN68.matcher(token).matches()) {
      return new Credentials.Unusable("the token is empty or has characters no token has");
    }
    return new Credentials.Pass(new BearerToken(token), claimedUser);
  }

  /** Basic with the token as the password, for clients that can send nothing else. */
  static Credentials basic(String encoded) {
    String userAndPassword;
    try {
      userAndPassword =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
              .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Credentials.Unusable("the Basic credentials are not Base64 of UTF-8");
    }
    int colon = userAndPassword.indexOf(':');
    if (colon < 0) {
      return new Credentials.Unusable("the Basic credentials have no colon");
    }
    String user = userAndPassword.substring(0, colon);
    Optional<String> claimed =
        NO_CLAIM.contains(user.toLowerCase(Locale.ROOT)) ? Optional.empty() : Optional.of(user);
    return bearer(userAndPassword.substring(colon + 1), claimed);
  }
}
