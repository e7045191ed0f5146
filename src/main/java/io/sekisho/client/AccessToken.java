package io.sekisho.client;

import java.util.regex.Pattern;

/**
 * A token in the only spelling that a header can carry (RFC 6750 §2.1), so that it is harmless in
 * shells, URLs and files too; not part of any text by accident.
 *
 * @param value letters, digits and {@code -._~+/}, then any number of {@code =}
 */
record AccessToken(String value) {

  /** Longer ones fit into no head that the proxy reads. */
  private static final int MAX = 32 * 1024;

  private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /**
   * Checks the spelling.
   *
   * @throws Failure if it is another
   */
  AccessToken {
    if (value.length() > MAX) {
      throw new Failure("the token is longer than " + MAX + " characters; no proxy would read it");
    }
    if (!B64TOKEN.matcher(value).matches()) {
      throw new Failure("the token has characters that no bearer token has (RFC 6750)");
    }
  }

  @Override
  public String toString() {
    return "AccessToken[...]";
  }
}
