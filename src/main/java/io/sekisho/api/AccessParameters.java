package io.sekisho.api;

import io.sekisho.store.AccessQuery;
import io.sekisho.store.RecordedAccess;
import io.sekisho.store.TunnelQuery;
import java.util.Optional;
import java.util.Set;

/** How a search for who has read the log is written as parameters. */
public final class AccessParameters {

  /** The names of all there are. */
  public static final Set<String> SEARCH = Set.of("user", "from", "to", "limit", "cursor");

  private AccessParameters() {}

  /** What is searched for. */
  public static AccessQuery query(QueryParameters parameters) {
    return new AccessQuery(
        parameters.text("user"),
        parameters.time("from"),
        parameters.time("to"),
        position(parameters),
        parameters.limit());
  }

  /** What the cursor behind an access holds. */
  public static String position(RecordedAccess access) {
    return access.time() + "/" + access.id();
  }

  private static Optional<AccessQuery.Position> position(QueryParameters parameters) {
    Optional<TunnelQuery.Position> position =
        TunnelParameters.position(Page.decode(parameters.text("cursor")));
    return position.map(after -> new AccessQuery.Position(after.time(), after.tunnel()));
  }
}
