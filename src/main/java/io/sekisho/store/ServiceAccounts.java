package io.sekisho.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which service account a record is about, also in records that do not say so yet. */
final class ServiceAccounts {

  /** No one but an account of a cluster has such a user name, behind its issuer's prefix. */
  private static final Pattern USER =
      Pattern.compile("(.*)system:serviceaccount:([a-z0-9-]+:[a-z0-9.-]+)");

  private ServiceAccounts() {}

  static Optional<String> of(String recorded, String user) {
    if (recorded != null || user == null) {
      return Optional.ofNullable(recorded);
    }
    Matcher matcher = USER.matcher(user);
    return matcher.matches() ? Optional.of(matcher.group(1) + matcher.group(2)) : Optional.empty();
  }
}
