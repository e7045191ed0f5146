package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Problem;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What holds for every page: whether it is served, by whom it may be sent, and what it may do. */
final class ConsoleFilter {

  /**
   * Nothing but what is here, no script and no style in the page itself, in nobody's frame. Charts
   * draw on a canvas.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String FOREIGN = "the request does not come from a page of the console";

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance problem(Problem problem);
  }

  private final SekishoConfig config;
  private final Instance<Pages> pages;

  ConsoleFilter(SekishoConfig config, Instance<Pages> pages) {
    this.config = config;
    this.pages = pages;
  }

  /** Before anybody asks who it is. */
  @ServerRequestFilter(preMatching = true)
  Optional<Response> admit(ContainerRequestContext request) {
    if (!isOfTheConsole(request)) {
      return Optional.empty();
    }
    if (!config.console().enabled()) {
      throw new NotFoundException();
    }
    boolean permitted =
        CrossOrigin.permits(
            request.getMethod(),
            header(request, "Sec-Fetch-Site"),
            header(request, "Origin"),
            header(request, HttpHeaders.HOST));
    return permitted
        ? Optional.empty()
        : Optional.of(
            Response.status(Response.Status.FORBIDDEN)
                .type("text/plain;charset=UTF-8")
                .entity(FOREIGN)
                .build());
  }

  @ServerResponseFilter
  void protect(ContainerRequestContext request, ContainerResponseContext response) {
    if (!isOfTheConsole(request)) {
      return;
    }
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.putSingle("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.putSingle("Referrer-Policy", "same-origin");
    headers.putSingle("X-Content-Type-Options", "nosniff");
    headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    if (response.getEntity() instanceof Problem problem && config.console().enabled()) {
      show(problem, response);
    }
  }

  /** What the API would tell as JSON. */
  private void show(Problem problem, ContainerResponseContext response) {
    try (Response page =
        pages
            .get()
            .show(Response.Status.fromStatusCode(problem.status()), Templates.problem(problem))) {
      response.setEntity(page.getEntity(), null, page.getMediaType());
      response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, page.getMediaType());
    }
  }

  private static Optional<String> header(ContainerRequestContext request, String name) {
    return Optional.ofNullable(request.getHeaderString(name));
  }

  private static boolean isOfTheConsole(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    return path.equals("/console") || path.startsWith("/console/");
  }
}
