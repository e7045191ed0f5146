package io.sekisho.store;

/**
 * Who changes policies, as it is kept in their history.
 *
 * @param user the name auditors know
 * @param subject the token's {@code sub}
 * @param issuer the token's {@code iss}
 */
public record ChangeAuthor(String user, String subject, String issuer) {

  /**
   * Whether it may be the same person: by either of what names one. Two names for one subject, and
   * one name for two, are no second pair of eyes.
   */
  boolean mayBe(ChangeAuthor other) {
    return user.equals(other.user) || subject.equals(other.subject) && issuer.equals(other.issuer);
  }
}
