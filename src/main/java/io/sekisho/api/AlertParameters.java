package io.sekisho.api;

import io.sekisho.store.AlertQuery;
import io.sekisho.watch.RuleName;
import java.util.Set;

/** How a search for alerts is written as parameters. */
public final class AlertParameters {

  /** The names of all there are. */
  public static final Set<String> SEARCH =
      Set.of("rule", "user", "from", "to", "acknowledged", "limit", "cursor");

  private AlertParameters() {}

  /** What is searched for. */
  public static AlertQuery query(QueryParameters parameters) {
    return new AlertQuery(
        parameters.oneOf("rule", RuleName.labels()),
        parameters.text("user"),
        parameters.time("from"),
        parameters.time("to"),
        parameters.flag("acknowledged"),
        Page.decodeId(parameters.text("cursor")),
        parameters.limit());
  }
}
