package io.sekisho.console;

import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.config.ApiUrl;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The way in, the way out, and the language. */
@Path("/console")
public class HomePage {

  private static final int YEAR = (int) Duration.ofDays(365).toSeconds();

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance signedout();
  }

  private final Viewer viewer;
  private final Pages pages;
  private final OidcSession session;
  private final SecurityIdentity identity;
  private final ApiUrl api;

  HomePage(Viewer viewer, Pages pages, OidcSession session, SecurityIdentity identity, ApiUrl api) {
    this.viewer = viewer;
    this.pages = pages;
    this.session = session;
    this.identity = identity;
    this.api = api;
  }

  /** What somebody comes for, by their roles. */
  @GET
  public Response home() {
    return Pages.seeOther(viewer.isStaff() ? "/console/overview" : "/console/me");
  }

  /**
   * Ends the session here and, if the identity provider can, there (OpenID Connect RP-Initiated
   * Logout 1.0): else the next click would sign the same person in again.
   */
  @GET
  @Path("sign-out")
  public Uni<Response> signOut(@Context UriInfo uri) {
    String back =
        api.base().orElseGet(() -> uri.getBaseUri().toString().replaceFirst("/$", ""))
            + "/console/signed-out";
    String next =
        Optional.<OidcConfigurationMetadata>ofNullable(
                identity.getAttribute(OidcUtils.CONFIG_METADATA_ATTRIBUTE))
            .filter(metadata -> metadata.getEndSessionUri() != null)
            .map(
                metadata ->
                    UriBuilder.fromUri(metadata.getEndSessionUri())
                        .queryParam("id_token_hint", session.getIdToken().getRawToken())
                        .queryParam("post_logout_redirect_uri", back)
                        .build()
                        .toString())
            .orElse(back);
    return session.logout().map(ended -> Pages.seeOther(next));
  }

  /** Where the identity provider sends whoever has signed out. */
  @GET
  @Path("signed-out")
  public Response signedOut() {
    return pages.show(Templates.signedout());
  }

  /**
   * Keeps the language that somebody chose, and goes back.
   *
   * @param to one of {@link Viewer#LANGUAGES}; anything else changes nothing
   * @param back a path of the console; anything else is the way in
   */
  @GET
  @Path("language")
  public Response language(
      @Context UriInfo uri, @QueryParam("to") String to, @QueryParam("back") String back) {
    Response.ResponseBuilder answer = Pages.redirect(local(back));
    if (to != null && Viewer.LANGUAGES.contains(to)) {
      answer.cookie(
          new NewCookie.Builder(Viewer.LANGUAGE)
              .value(to)
              .path("/console")
              .maxAge(YEAR)
              .httpOnly(true)
              .sameSite(NewCookie.SameSite.LAX)
              .secure(uri.getRequestUri().getScheme().equals("https"))
              .build());
    }
    return answer.build();
  }

  /** Not where a link from elsewhere wants somebody to end up. */
  private static String local(String back) {
    if (back == null || !back.matches("/console([/?][\\x21-\\x7e]*)?")) {
      return "/console";
    }
    try {
      URI address = URI.create(back).normalize();
      return address.getRawAuthority() == null && address.getRawPath().matches("/console(/.*)?")
          ? address.toString()
          : "/console";
    } catch (IllegalArgumentException e) {
      return "/console";
    }
  }
}
