package io.sekisho.api;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.egress.AddressGuard;
import io.sekisho.identity.Caller;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Explains decisions: for anyone, at any time, by what the proxy on this node decides by. */
@ApplicationScoped
public class Decisions {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final CurrentPolicies policies;
  private final AddressGuard guard;
  private final Clock clock;

  Decisions(CurrentPolicies policies, AddressGuard guard, Clock clock) {
    this.policies = policies;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * What would be decided, and why.
   *
   * @throws InvalidRequest that names the field that is wrong
   * @throws ServiceUnavailableException if no policies are loaded, or too old ones
   */
  public DecisionView explain(DecisionQuestion question) {
    int limit = limit(question);
    Caller caller = caller(question);
    Authority authority = authority(question);
    Optional<InetAddress> address =
        Optional.ofNullable(question.address()).map(text -> parsed("address", text, this::address));
    Instant at =
        Optional.ofNullable(question.at())
            .map(text -> parsed("at", text, Decisions::time))
            .orElseGet(clock::instant);
    PolicySnapshot snapshot = policies.usable().orElseThrow(ServiceUnavailableException::new);
    boolean prohibited = address.or(() -> literal(authority)).map(guard::prohibits).orElse(false);
    return DecisionView.of(
        snapshot.explain(caller, authority, address, at),
        new DecisionView.Asked(snapshot.version(), at, prohibited, limit));
  }

  private static Caller caller(DecisionQuestion question) {
    if (question.user() == null) {
      throw InvalidRequest.at("user", "must be given");
    }
    List<String> groups = question.groups() == null ? List.of() : question.groups();
    if (groups.stream().anyMatch(Objects::isNull)) {
      throw InvalidRequest.at("groups", "must not have null");
    }
    return new Caller(
        question.user(),
        question.user(),
        "",
        new HashSet<>(groups),
        Instant.MAX,
        Optional.ofNullable(question.serviceAccount()));
  }

  private static Authority authority(DecisionQuestion question) {
    if (question.host() == null) {
      throw InvalidRequest.at("host", "must be given");
    }
    if (question.port() == null || question.port() < 1 || question.port() > 65_535) {
      throw InvalidRequest.at("port", "must be between 1 and 65535");
    }
    return new Authority(parsed("host", question.host(), Host::parseWritten), question.port());
  }

  private static int limit(DecisionQuestion question) {
    int limit = Optional.ofNullable(question.limit()).orElse(DEFAULT_LIMIT);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw InvalidRequest.at("limit", "must be between 1 and " + MAX_LIMIT);
    }
    return limit;
  }

  private static Optional<InetAddress> literal(Authority authority) {
    return authority.host() instanceof Host.Address literal
        ? Optional.of(literal.address())
        : Optional.empty();
  }

  private InetAddress address(String text) {
    if (Host.parseWritten(text) instanceof Host.Address literal) {
      return literal.address();
    }
    throw new SyntaxException("must be an address");
  }

  private static Instant time(String text) {
    return QueryParameters.withinTheLog(OffsetDateTime.parse(text).toInstant());
  }

  private static <T> T parsed(String field, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (SyntaxException e) {
      throw InvalidRequest.at(field, e.getMessage());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw InvalidRequest.at(field, "must be a time of RFC 3339, such as 2026-01-31T00:00:00Z");
    }
  }
}
