package io.sekisho.store;

import java.util.Optional;

/**
 * Who changes policies, as it is kept in their history.
 *
 * @param user the name auditors know
 * @param subject the token's {@code sub}
 * @param issuer the token's {@code iss}
 * @param approver who else agreed to the change, if it took somebody
 */
public record ChangeAuthor(
    String user, String subject, String issuer, Optional<ChangeAuthor> approver) {

  /** Somebody to whose changes nobody else has agreed. */
  public ChangeAuthor(String user, String subject, String issuer) {
    this(user, subject, issuer, Optional.empty());
  }

  /** The same of a change to which somebody else agreed. */
  ChangeAuthor approvedBy(ChangeAuthor other) {
    return new ChangeAuthor(user, subject, issuer, Optional.of(other));
  }

  /**
   * Whether it may be the same person: by either of what names one. Two names for one subject, and
   * one name for two, are no second pair of eyes.
   */
  public boolean mayBe(ChangeAuthor other) {
    return user.equals(other.user) || subject.equals(other.subject) && issuer.equals(other.issuer);
  }
}
