package io.sekisho.api;

import io.quarkus.security.Authenticated;
import io.sekisho.audit.RecordedTunnel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What concerns the caller: for anyone with a token that the API accepts. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "self-service")
public class MeResource {

  private final OwnAccess own;

  MeResource(OwnAccess own) {
    this.own = own;
  }

  @GET
  @Path("policies")
  @Operation(
      summary = "The policies that are about the caller, in the order of their names",
      description =
          "By user, groups or as anyone, as the proxy takes them from the same token. Who else is"
              + " named in them is not shown; those that are switched off are left out.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = OwnPolicyPage.class)))
  public Page<OwnPolicyView> policies(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    return own.policies(QueryParameters.of(uri, OwnAccess.PAGES));
  }

  @GET
  @Path("tunnels")
  @Operation(
      summary = "Search the caller's own attempts and tunnels, newest first",
      description =
          "Those that the log has under the caller's name, subject and issuer. Of a refusal, no"
              + " more is shown than its caller was told, and so none is found by its policy or"
              + " address. "
              + TunnelsResource.MEANING)
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelsResource.TunnelPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<RecordedTunnel> tunnels(
      @Context UriInfo uri,
      @QueryParam("group") String group,
      @QueryParam("host") String host,
      @QueryParam("port") @Schema(minimum = "1", maximum = "65535") String port,
      @QueryParam("decision") @Schema(enumeration = {"allow", "deny", "error"}) String decision,
      @QueryParam("error") String error,
      @QueryParam("sni") String sni,
      @QueryParam("client") String client,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("minBytes") @Schema(minimum = "0") String minBytes,
      @QueryParam("open") @Schema(enumeration = {"true", "false"}) String open,
      @QueryParam("closeReason") String closeReason,
      @QueryParam("node") String node,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    return own.tunnels(QueryParameters.of(uri, OwnAccess.SEARCH));
  }

  /** The page for the API's description, which cannot express type variables. */
  record OwnPolicyPage(List<OwnPolicyView> items, String next) {}
}
