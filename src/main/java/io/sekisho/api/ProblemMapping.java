package io.sekisho.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.policy.PolicyCompiler.InvalidPolicy;
import io.sekisho.store.AuditLog;
import io.sekisho.store.Objection;
import io.sekisho.store.PolicyStore;
import io.sekisho.store.StoreFailures;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
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
  Response conflict(Conflict e) {
    return Problem.response(Status.CONFLICT, e.getMessage(), e.errors());
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
  Response tooLong(AuditLog.TooLong e) {
    return invalid(
        InvalidRequest.at(
            "from", "must be later, or more must be asked for: the search takes too long"));
  }

  @ServerExceptionMapper
  Response changed(PolicyStore.Changed e) {
    return Problem.response(Status.PRECONDITION_FAILED, "it has changed meanwhile; read it again");
  }

  @ServerExceptionMapper
  Response nameTaken(PolicyStore.NameTaken e) {
    return Problem.response(Status.CONFLICT, "another policy has this name");
  }

  @ServerExceptionMapper
  Response objection(Objection e) {
    return switch (e.kind()) {
      case MISSING -> Problem.response(Status.NOT_FOUND, e.getMessage());
      case WRONG_PERSON -> Problem.response(Status.FORBIDDEN, e.getMessage());
      case CONFLICT -> Problem.response(Status.CONFLICT, e.getMessage());
      case TOO_MANY -> Problem.response(Status.TOO_MANY_REQUESTS, e.getMessage());
      case NO_END -> invalid(InvalidRequest.at("until", e.getMessage()));
    };
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e) {
    return challenge("a bearer token of the configured issuer is needed", "");
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException e) {
    return challenge("the token is not accepted", ", error=\"invalid_token\"");
  }

  /** RFC 6750 §3: an error code only for a request that carried a token. */
  private static Response challenge(String detail, String error) {
    return Response.fromResponse(Problem.response(Status.UNAUTHORIZED, detail))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sekisho\"" + error)
        .build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return Problem.response(Status.FORBIDDEN, "the token does not have the role this needs");
  }

  @ServerExceptionMapper
  Response methodNotAllowed(NotAllowedException e, UriInfo uri) {
    String path = "/" + uri.getPath().replaceFirst("^/", "");
    return Response.fromResponse(
            Problem.response(Status.METHOD_NOT_ALLOWED, "the path has other methods, see Allow"))
        .allow(AllowedMethods.of(path))
        .build();
  }

  @ServerExceptionMapper
  Response web(WebApplicationException e) {
    Response given = e.getResponse();
    Status status = Status.fromStatusCode(given.getStatus());
    if (status == null) {
      return given;
    }
    return Problem.response(status, status.getReasonPhrase().toLowerCase(Locale.ROOT));
  }

  /** What is left: the database is away, or a defect. Either way the caller can only come again. */
  @ServerExceptionMapper
  Response unexpected(RuntimeException e) {
    boolean databaseAway = StoreFailures.isOutage(e);
    if (databaseAway) {
      LOG.debugf("request failed, as the database is not available: %s", e.getMessage());
    } else {
      LOG.errorf(e, "request failed");
    }
    return Response.fromResponse(
            Problem.response(
                Status.SERVICE_UNAVAILABLE,
                databaseAway
                    ? "the database is not available"
                    : "the request cannot be served now"))
        .header(HttpHeaders.RETRY_AFTER, UNAVAILABLE_SECONDS)
        .build();
  }
}
