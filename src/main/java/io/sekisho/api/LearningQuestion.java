package io.sekisho.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.learning.Proposal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which policies would allow what was reported?
 *
 * @param from of attempts at this time or later
 * @param to of attempts before this time
 * @param reportPolicy that this policy in report mode would have allowed; any one if absent
 * @param subjects {@code users}, which is the default, or {@code groups}: then a group stands for
 *     the callers of a destination if all of them had it, they are at least two, and nobody else
 *     was seen that has it
 * @param wildcardFrom from how many hosts directly below one domain on they become {@code
 *     *.}domain; never if absent
 * @param namePrefix what the names of the policies begin with; {@code proposed-} if absent
 */
@RegisterForReflection
record LearningQuestion(
    @Schema(required = true, format = "date-time") String from,
    @Schema(required = true, format = "date-time") String to,
    String reportPolicy,
    @Schema(
            enumeration = {"users", "groups"},
            defaultValue = "users")
        String subjects,
    @Schema(minimum = "2", maximum = "1000") Integer wildcardFrom,
    @Schema(pattern = "[A-Za-z0-9._-]{1,80}", defaultValue = "proposed-") String namePrefix) {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,80}");
  private static final int MAX_WILDCARD_FROM = 1_000;

  static LearningQuestion read(String body) {
    return StrictJson.read(body, LearningQuestion.class, "a question", object -> {});
  }

  Period period() {
    ObjectNode times = StrictJson.JSON.createObjectNode();
    if (from != null) {
      times.put("from", from);
    }
    if (to != null) {
      times.put("to", to);
    }
    return Period.of(times);
  }

  Proposal.Options options() {
    String who = Optional.ofNullable(subjects).orElse("users");
    if (!who.equals("users") && !who.equals("groups")) {
      throw InvalidRequest.at("subjects", "must be users or groups");
    }
    if (wildcardFrom != null && (wildcardFrom < 2 || wildcardFrom > MAX_WILDCARD_FROM)) {
      throw InvalidRequest.at("wildcardFrom", "must be between 2 and " + MAX_WILDCARD_FROM);
    }
    String prefix = Optional.ofNullable(namePrefix).orElse("proposed-");
    if (!PREFIX.matcher(prefix).matches()) {
      throw InvalidRequest.at(
          "namePrefix", "must be 1 to 80 letters, digits, dots, hyphens and underscores");
    }
    return new Proposal.Options(
        who.equals("groups"), Optional.ofNullable(wildcardFrom).orElse(0), prefix);
  }
}
