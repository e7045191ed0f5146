package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.connect.RefusalReason;
import io.sekisho.store.TunnelQuery;
import io.sekisho.tunnel.CloseReason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** How a search of the log is written as parameters, and a place in it as a cursor. */
public final class TunnelParameters {

  /** The names of all there are. */
  public static final Set<String> SEARCH =
      Set.of(
          "user",
          "group",
          "host",
          "port",
          "address",
          "policy",
          "decision",
          "error",
          "sni",
          "client",
          "from",
          "to",
          "minBytes",
          "open",
          "closeReason",
          "node",
          "pass",
          "limit",
          "cursor");

  /** What {@code error} may be. */
  public static final List<String> ERRORS =
      Stream.of(RefusalReason.values())
          .flatMap(reason -> reason.proxyError().stream())
          .distinct()
          .toList();

  private TunnelParameters() {}

  /** What is searched for. */
  public static TunnelQuery query(QueryParameters parameters) {
    return new TunnelQuery(
        parameters.text("user"),
        parameters.text("group"),
        parameters.target("host"),
        parameters.port("port"),
        parameters.addresses("address"),
        parameters.text("policy"),
        parameters.oneOf("decision", List.of("allow", "deny", "error")),
        parameters.oneOf("error", ERRORS),
        parameters.text("sni").map(name -> name.toLowerCase(Locale.ROOT)),
        parameters.addresses("client"),
        parameters.time("from"),
        parameters.time("to"),
        parameters.bytes("minBytes"),
        parameters.flag("open"),
        closeReason(parameters),
        parameters.text("node"),
        parameters.text("pass"),
        position(Page.decode(parameters.text("cursor"))),
        parameters.limit());
  }

  private static Optional<CloseReason> closeReason(QueryParameters parameters) {
    List<CloseReason> reasons = List.of(CloseReason.values());
    return parameters
        .oneOf("closeReason", reasons.stream().map(CloseReason::label).toList())
        .flatMap(
            label -> reasons.stream().filter(reason -> reason.label().equals(label)).findFirst());
  }

  /** What the cursor behind a tunnel holds. */
  public static String position(RecordedTunnel tunnel) {
    return tunnel.time() + "/" + tunnel.id();
  }

  /** The place that a cursor holds. */
  public static Optional<TunnelQuery.Position> position(Optional<String> decoded) {
    return decoded.map(
        text -> {
          int slash = text.indexOf('/');
          try {
            return new TunnelQuery.Position(
                QueryParameters.withinTheLog(Instant.parse(text.substring(0, Math.max(0, slash)))),
                UUID.fromString(text.substring(slash + 1)));
          } catch (RuntimeException e) {
            throw InvalidRequest.at("cursor", "is not one that this call gave");
          }
        });
  }
}
