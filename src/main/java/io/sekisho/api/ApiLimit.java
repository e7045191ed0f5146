package io.sekisho.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Bounds the calls served at one time below the number of database connections, so that slow
 * searches never take those that tunnels need for their records.
 */
final class ApiLimit {

  private static final int CALLS = 16;
  private static final String ADMITTED = ApiLimit.class.getName();

  private final Semaphore calls = new Semaphore(CALLS);

  @ServerRequestFilter
  Optional<Response> admit(ContainerRequestContext request) {
    if (calls.tryAcquire()) {
      request.setProperty(ADMITTED, true);
      return Optional.empty();
    }
    return Optional.of(
        Response.fromResponse(
                Problem.response(Response.Status.SERVICE_UNAVAILABLE, "too many calls at one time"))
            .header(HttpHeaders.RETRY_AFTER, 1)
            .build());
  }

  @ServerResponseFilter
  void leave(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(ADMITTED) != null) {
      request.removeProperty(ADMITTED);
      calls.release();
    }
  }
}
