package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.destination.SyntaxException;
import io.sekisho.policy.Target;
import io.sekisho.store.LegalHolds;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What shall be kept however old it is: at least one of users, hosts, tunnels, from and to.
 *
 * @param caseName what it is for, at most 300 characters
 * @param reason why, at most 300 characters
 * @param users names or subjects, at most 100
 * @param hosts names or addresses as they were asked for, or {@code *.} and a domain, at most 100
 * @param tunnels ids of attempts, at most 1,000
 * @param from attempts from then on
 * @param to attempts before then
 */
@RegisterForReflection
record HoldAsk(
    @JsonProperty("case") @Schema(required = true) String caseName,
    @Schema(required = true) String reason,
    List<String> users,
    List<String> hosts,
    List<String> tunnels,
    @Schema(format = "date-time") String from,
    @Schema(format = "date-time") String to) {

  private static final int MAX_NAMES = 100;
  private static final int MAX_TUNNELS = 1_000;

  /**
   * As the store takes it.
   *
   * @throws InvalidRequest if it is not valid; it names the field
   */
  LegalHolds.Wish wish() {
    LegalHolds.Wish wish =
        new LegalHolds.Wish(
            BodyFields.requiredText("case", caseName),
            BodyFields.requiredReason(reason),
            each("users", users, MAX_NAMES, BodyFields::requiredText),
            each("hosts", hosts, MAX_NAMES, HoldAsk::host),
            each("tunnels", tunnels, MAX_TUNNELS, HoldAsk::tunnel),
            BodyFields.time("from", from),
            BodyFields.time("to", to));
    if (wish.users().isEmpty()
        && wish.hosts().isEmpty()
        && wish.tunnels().isEmpty()
        && wish.from().isEmpty()
        && wish.to().isEmpty()) {
      throw InvalidRequest.at("users", "or hosts, tunnels, from or to must be given");
    }
    Instant end = wish.to().orElse(Instant.MAX);
    if (wish.from().isPresent() && !wish.from().get().isBefore(end)) {
      throw InvalidRequest.at("to", "must be after from");
    }
    return wish;
  }

  private static <T> List<T> each(
      String field, List<String> texts, int most, BiFunction<String, String, T> parser) {
    List<String> given = Optional.ofNullable(texts).orElse(List.of());
    if (given.size() > most) {
      throw InvalidRequest.at(field, "must be at most " + most);
    }
    return IntStream.range(0, given.size())
        .mapToObj(i -> parser.apply(field + "[" + i + "]", given.get(i)))
        .distinct()
        .toList();
  }

  private static String host(String field, String text) {
    try {
      return Target.host(Objects.requireNonNullElse(text, "")).toString();
    } catch (SyntaxException e) {
      throw InvalidRequest.at(field, "must be a host name, an address, or *. and a domain");
    }
  }

  private static UUID tunnel(String field, String text) {
    try {
      return UUID.fromString(Objects.requireNonNullElse(text, ""));
    } catch (IllegalArgumentException e) {
      throw InvalidRequest.at(field, "must be the id of an attempt");
    }
  }
}
