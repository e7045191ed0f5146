package io.sekisho.console;

import java.util.Optional;
import java.util.regex.Pattern;

/** Times as browsers send them from a field, which are in UTC here. Pure. */
final class TimeFields {

  private static final Pattern OF_A_FIELD =
      Pattern.compile("\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?");

  private TimeFields() {}

  /** As the API takes it (RFC 3339); what is no such time is left as it is, to be refused there. */
  static Optional<String> utc(Optional<String> sent) {
    return sent.map(text -> OF_A_FIELD.matcher(text).matches() ? text + "Z" : text);
  }
}
