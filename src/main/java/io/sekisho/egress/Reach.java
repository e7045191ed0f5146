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
   * @param abandoned completed on the same event loop when nobody wants to get there any more
   */
  Future<Reached> reach(ConnectRequest request, Route route, Future<Void> abandoned);
}
