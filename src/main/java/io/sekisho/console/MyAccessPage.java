package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.sekisho.api.OwnAccess;
import io.sekisho.api.OwnPolicyView;
import io.sekisho.api.Page;
import io.sekisho.api.QueryParameters;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** What somebody may reach. */
@Path("/console/me")
@Authenticated
public class MyAccessPage {

  static final String PATH = "/console/me";

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance mypolicies(List<MyPolicy> policies, String next, String first);
  }

  private final OwnAccess own;
  private final Pages pages;

  MyAccessPage(OwnAccess own, Pages pages) {
    this.own = own;
    this.pages = pages;
  }

  /** The policies that are about the viewer. */
  @GET
  public Response policies(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Page<OwnPolicyView> page = own.policies(QueryParameters.of(form.values(), OwnAccess.PAGES));
    Link here = Link.to(PATH);
    return pages.show(
        Templates.mypolicies(
            page.items().stream().map(MyPolicy::new).toList(),
            page.next() == null ? "" : here.with("cursor", page.next()).toString(),
            form.first("cursor").isPresent() ? here.toString() : ""));
  }
}
