package io.sekisho.store;

/**
 * Who changes policies, as it is kept in their history.
 *
 * @param user the name auditors know
 * @param subject the token's {@code sub}
 * @param issuer the token's {@code iss}
 */
public record ChangeAuthor(String user, String subject, String issuer) {}
