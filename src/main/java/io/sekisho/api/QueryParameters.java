package io.sekisho.api;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.policy.Target;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The query parameters of a request: known ones only, each at most once, each checked. */
public final class QueryParameters {

  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Takes the parameters of a request.
   *
   * @throws InvalidRequest if one is not among the known ones, or comes twice
   */
  public static QueryParameters of(UriInfo uri, Set<String> known) {
    return of(uri.getQueryParameters(), known);
  }

  /** The same from where they come otherwise. */
  public static QueryParameters of(Map<String, List<String>> given, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    given.forEach(
        (name, all) -> {
          if (!known.contains(name)) {
            throw InvalidRequest.at(name, "is not a parameter of this call");
          }
          if (all.size() > 1) {
            throw InvalidRequest.at(name, "may be given once only");
          }
          values.put(name, all.get(0));
        });
    return new QueryParameters(values);
  }

  /**
   * For a call that takes none.
   *
   * @throws InvalidRequest if there is one
   */
  public static void none(UriInfo uri) {
    of(uri, Set.of());
  }

  /** All of them, as they were given. */
  public Map<String, Object> given() {
    return new HashMap<>(values);
  }

  public Optional<String> text(String name) {
    Optional<String> text = Optional.ofNullable(values.get(name));
    if (text.isPresent() && text.get().chars().anyMatch(Character::isISOControl)) {
      throw InvalidRequest.at(name, "must not have control characters");
    }
    return text;
  }

  /**
   * For what has no meaning here.
   *
   * @throws InvalidRequest if it is given
   */
  void without(String name, String message) {
    if (text(name).isPresent()) {
      throw InvalidRequest.at(name, message);
    }
  }

  /** A host in any spelling, brought to the form in which it is recorded. */
  Optional<String> host(String name) {
    return parsed(
        name, text -> Host.parseWritten(text).text(), "must be a host name or an address");
  }

  /** A host as above, or {@code *.} and a domain for all below it. */
  Optional<Target> target(String name) {
    return parsed(name, Target::host, "must be a host name, an address, or *. and a domain");
  }

  /** An address, or a block of them. */
  Optional<AddressBlock> addresses(String name) {
    return parsed(name, AddressBlock::parse, "must be an address, or a block such as 192.0.2.0/24");
  }

  Optional<Long> bytes(String name) {
    return parsed(name, Long::valueOf, "must be a number of bytes")
        .filter(
            bytes -> {
              if (bytes < 0) {
                throw InvalidRequest.at(name, "must not be negative");
              }
              return true;
            });
  }

  public Optional<Boolean> flag(String name) {
    return oneOf(name, List.of("true", "false")).map(Boolean::valueOf);
  }

  Optional<Integer> port(String name) {
    return parsed(name, Integer::valueOf, "must be a port")
        .filter(
            port -> {
              if (port < 1 || port > 65_535) {
                throw InvalidRequest.at(name, "must be between 1 and 65535");
              }
              return true;
            });
  }

  public Optional<Instant> time(String name) {
    return parsed(
        name,
        text -> withinTheLog(OffsetDateTime.parse(text).toInstant()),
        "must be a time of RFC 3339, such as 2026-01-31T00:00:00Z");
  }

  /** Java knows years that the database does not. */
  static Instant withinTheLog(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("no record has such a time");
    }
    return time;
  }

  public Optional<String> oneOf(String name, List<String> values) {
    return text(name)
        .map(
            value -> {
              if (!values.contains(value)) {
                throw InvalidRequest.at(name, "must be one of " + String.join(", ", values));
              }
              return value;
            });
  }

  public int limit() {
    int limit = parsed("limit", Integer::valueOf, "must be a number").orElse(DEFAULT_LIMIT);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw InvalidRequest.at("limit", "must be between 1 and " + MAX_LIMIT);
    }
    return limit;
  }

  <T> Optional<T> parsed(String name, Function<String, T> parser, String message) {
    return text(name)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (SyntaxException | IllegalArgumentException | DateTimeException e) {
                throw InvalidRequest.at(name, message);
              }
            });
  }
}
