package io.sekisho.egress;

import io.sekisho.connect.ConnectRequest;
import io.vertx.core.Future;

/** The way out: directly, or through a parent proxy. */
public interface Reach {

  /** Whether names are resolved on the way, and are not to be resolved before. */
  boolean resolvesNames();

  /**
   * Reaches a request's target.
   *
   * @param route as it was selected for the target; never barred
   */
  Future<Reached> reach(ConnectRequest request, Route route);
}
