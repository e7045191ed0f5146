package io.sekisho.api;

import io.sekisho.api.ProxyPacFile.Script;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells browsers which way to go. They show no pass when they ask. */
@Path("/proxy.pac")
@Tag(name = "clients")
public class ProxyPacResource {

  private static final String TYPE = "application/x-ns-proxy-autoconfig";

  /** After it a browser asks again; a policy that has changed meanwhile acts at the proxy. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final ProxyPacFile file;

  ProxyPacResource(ProxyPacFile file) {
    this.file = file;
  }

  @GET
  @PermitAll
  @Produces(TYPE)
  @Operation(
      summary = "The script that browsers ask which way to go (proxy auto-config)",
      description =
          "What policies for anyone lead to goes to the proxy, this machine's own names and"
              + " special-purpose addresses go past it, the rest as configured (sekisho.pac).")
  @APIResponse(responseCode = "200", description = "JavaScript with FindProxyForURL")
  @APIResponse(responseCode = "304", description = "It is still the one of If-None-Match")
  @APIResponse(responseCode = "400", description = "The Host field names no host")
  @APIResponse(responseCode = "404", description = "It is switched off, or no proxy is served")
  public Response script(
      @Context UriInfo uri, @Context HttpHeaders headers, @Context Request request) {
    QueryParameters.none(uri);
    Script script =
        file.script(ProxyAddresses.hostField(uri, headers)).orElseThrow(NotFoundException::new);
    EntityTag tag = new EntityTag(script.tag());
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        unchanged != null ? unchanged : Response.ok(script.text(), TYPE);
    CacheControl cache = new CacheControl();
    cache.setMaxAge((int) FRESH.toSeconds());
    cache.setNoTransform(false);
    return answer.tag(tag).cacheControl(cache).header("X-Content-Type-Options", "nosniff").build();
  }
}
