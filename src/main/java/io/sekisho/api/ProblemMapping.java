package io.sekisho.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.policy.PolicyCompiler.InvalidPolicy;
import io.sekisho.store.PolicyStore;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes every failure a problem, and tells of the inside no more than its kind. */
final class ProblemMapping {

  private static final Logger LOG = Logger.getLogger(ProblemMapping.class);
  private static final int UNAVAILABLE_SECONDS = 5;

  @ServerExceptionMapper
  Response invalid(InvalidRequest e) {
    return Problem.response(Status.BAD_REQUEST, e.getMessage(), e.errors());
  }

  @ServerExceptionMapper
  Response invalidPolicy(InvalidPolicy e) {
    return Problem.response(
        Status.BAD_REQUEST,
        "the policy is not valid",
        e.violations().stream()
            .map(violation -> new FieldError(violation.field(), violation.message()))
            .toList());
  }

  @ServerExceptionMapper
  Response missing(PolicyStore.Missing e) {
    return Problem.response(Status.NOT_FOUND, "there is no such policy");
  }

  @ServerExceptionMapper
  Response changed(PolicyStore.Changed e) {
    return Problem.response(
        Status.PRECONDITION_FAILED, "the policy has changed meanwhile; read it again");
  }

  @ServerExceptionMapper
  Response nameTaken(PolicyStore.NameTaken e) {
    return Problem.response(Status.CONFLICT, "another policy has this name");
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  Response unauthorized(SecurityException e) {
    Response problem =
        Problem.response(Status.UNAUTHORIZED, "a bearer token of the configured issuer is needed");
    return Response.fromResponse(problem)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sekisho\"")
        .build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return Problem.response(Status.FORBIDDEN, "the token does not have the role this needs");
  }

  @ServerExceptionMapper
  Response web(WebApplicationException e) {
    Status status = Status.fromStatusCode(e.getResponse().getStatus());
    return status == null
        ? e.getResponse()
        : Problem.response(status, status.getReasonPhrase().toLowerCase(java.util.Locale.ROOT));
  }

  /** What is left: the database is away, or a defect. Either way the caller can only come again. */
  @ServerExceptionMapper
  Response unexpected(RuntimeException e) {
    LOG.errorf(e, "request failed");
    return Response.fromResponse(
            Problem.response(Status.SERVICE_UNAVAILABLE, "the request cannot be served now"))
        .header(HttpHeaders.RETRY_AFTER, UNAVAILABLE_SECONDS)
        .build();
  }
}
