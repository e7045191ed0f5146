package io.sekisho.connect;

import java.util.Locale;

/**
 * Why a pass is not accepted, as its bearer is told in the challenge's {@code error_description}
 * (RFC 6750 §3). Fixed texts of the characters that are allowed there: whatever more is known of a
 * token stands in the record alone.
 */
public enum PassFault {
  NO_TOKEN("The credentials are not a token"),
  EXPIRED("The token has expired"),
  NOT_YET_VALID("The token is not valid yet"),
  OTHER_ISSUER("The token is from another issuer"),
  OTHER_AUDIENCE("The token is for another audience"),
  SIGNATURE("The token is not signed by a key of the issuer"),
  BOUND("The token is bound to a key that was not shown"),
  OTHER_USER("The user name is not the user of the token"),
  UNACCEPTABLE("The token is not acceptable");

  private final String description;

  PassFault(String description) {
    this.description = description;
  }

  /** The fault as it stands in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A sentence for the bearer. */
  public String description() {
    return description;
  }
}
