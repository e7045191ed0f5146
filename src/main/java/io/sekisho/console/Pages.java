package io.sekisho.console;

import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/** Makes answers of templates, in the viewer's language; and of what was done, the next address. */
@ApplicationScoped
class Pages {

  static final String HTML = "text/html;charset=UTF-8";

  private final Viewer viewer;

  Pages(Viewer viewer) {
    this.viewer = viewer;
  }

  Response show(TemplateInstance page) {
    return show(Status.OK, page);
  }

  Response show(Status status, TemplateInstance page) {
    String language = viewer.language();
    return Response.status(status)
        .type(HTML)
        .header(HttpHeaders.CONTENT_LANGUAGE, language)
        .entity(page.setLocale(language).render())
        .build();
  }

  /** After a change: so that to load again changes nothing again. */
  static Response seeOther(String address) {
    return redirect(address).build();
  }

  /**
   * The address as it is, so a path stays one (RFC 9110 §10.2.2): what ends TLS before this knows
   * under which scheme and host it serves, and nobody here does.
   */
  static Response.ResponseBuilder redirect(String address) {
    return Response.status(Status.SEE_OTHER).header(HttpHeaders.LOCATION, address);
  }
}
