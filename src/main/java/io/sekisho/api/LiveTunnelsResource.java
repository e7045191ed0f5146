package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.store.AuditAccesses;
import io.sekisho.store.OpenTunnels;
import io.sekisho.store.TunnelQuery.Position;
import io.sekisho.tunnel.KillOrder;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The tunnels that are open now. A kill acts on every replica within a second. */
@Path("/api/v1/tunnels/live")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tunnels")
public class LiveTunnelsResource {

  private static final Comparator<RecordedTunnel> NEWEST_FIRST =
      Comparator.comparing(RecordedTunnel::time)
          .thenComparing(tunnel -> LiveTunnels.text(tunnel.id()))
          .reversed();

  private final LiveTunnels tunnels;
  private final TunnelCuts cuts;
  private final Accesses accesses;
  private final AuditAccesses recorded;

  LiveTunnelsResource(
      LiveTunnels tunnels, TunnelCuts cuts, Accesses accesses, AuditAccesses recorded) {
    this.tunnels = tunnels;
    this.cuts = cuts;
    this.accesses = accesses;
    this.recorded = recorded;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "The tunnels that are open now on all replicas, newest first",
      description =
          "Bytes, and what the client said inside, are known of those on the answering node only.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelsResource.TunnelPage.class)))
  public Page<RecordedTunnel> live(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Optional<Position> after = TunnelParameters.position(Page.decode(parameters.text("cursor")));
    List<RecordedTunnel> read =
        tunnels
            .read(OpenTunnels.Filter.NONE, after, limit + 1)
            .sorted(NEWEST_FIRST)
            .limit(limit + 1L)
            .toList();
    recorded.answered(
        accesses.of("GET /api/v1/tunnels/live", parameters), Math.min(read.size(), limit));
    return Page.of(read, limit, TunnelParameters::position, Function.identity());
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Cut one tunnel, whichever replica has it")
  @APIResponse(responseCode = "204", description = "Ordered; it is cut within a second")
  @APIResponse(responseCode = "404", description = "No replica has it open")
  public void killOne(
      @Context UriInfo uri,
      @Context SecurityContext caller,
      @PathParam("id") UUID id,
      @QueryParam("reason") @Schema(maxLength = TunnelCuts.MAX_REASON) String reason) {
    Optional<String> why = TunnelCuts.reason(QueryParameters.of(uri, Set.of("reason")));
    cuts.one(id, why, caller.getUserPrincipal().getName());
  }

  @DELETE
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Cut all tunnels of a user, or all there are",
      description = "Exactly one of user and all must be given.")
  @APIResponse(responseCode = "204", description = "Ordered; they are cut within a second")
  @APIResponse(responseCode = "400", description = "Not exactly one of user and all=true")
  public void kill(
      @Context UriInfo uri,
      @Context SecurityContext caller,
      @QueryParam("user") String user,
      @QueryParam("all") @Schema(enumeration = "true") String all,
      @QueryParam("reason") @Schema(maxLength = TunnelCuts.MAX_REASON) String reason) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("user", "all", "reason"));
    KillOrder.Selector selector = TunnelCuts.selector(parameters);
    cuts.all(selector, TunnelCuts.reason(parameters), caller.getUserPrincipal().getName());
  }
}
