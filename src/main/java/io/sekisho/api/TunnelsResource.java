package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.store.AuditLog;
import io.sekisho.store.TunnelQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
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

/** Who went where. */
@Path("/api/v1/tunnels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tunnels")
public class TunnelsResource {

  private static final Set<String> SEARCH =
      Set.of("user", "host", "port", "decision", "from", "to", "limit", "cursor");

  private final AuditLog log;

  TunnelsResource(AuditLog log) {
    this.log = log;
  }

  @GET
  @RolesAllowed(Roles.AUDITOR)
  @Operation(summary = "Search the audit log, newest first")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<RecordedTunnel> search(
      @Context UriInfo uri,
      @QueryParam("user") String user,
      @QueryParam("host") String host,
      @QueryParam("port") @Schema(minimum = "1", maximum = "65535") String port,
      @QueryParam("decision") @Schema(enumeration = {"allow", "deny", "error"}) String decision,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, SEARCH);
    return Page.of(
        log.search(query(parameters)),
        parameters.limit(),
        TunnelsResource::position,
        Function.identity());
  }

  /** What is searched for, with one more than the limit. */
  static TunnelQuery query(QueryParameters parameters) {
    return new TunnelQuery(
        parameters.text("user"),
        parameters.host("host"),
        parameters.port("port"),
        parameters.oneOf("decision", List.of("allow", "deny", "error")),
        parameters.time("from"),
        parameters.time("to"),
        position(Page.decode(parameters.text("cursor"))),
        parameters.limit() + 1);
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "One attempt or tunnel, with all its records",
      description =
          "Of a tunnel that is open, the bytes are those of its last interim record; of those"
              + " records at most the newest 10,000 are shown.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelInFull.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public TunnelInFull get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    RecordedTunnel tunnel = log.find(id).orElseThrow(NotFoundException::new);
    return new TunnelInFull(tunnel, log.records(tunnel));
  }

  static String position(RecordedTunnel tunnel) {
    return tunnel.time() + "/" + tunnel.id();
  }

  static Optional<TunnelQuery.Position> position(Optional<String> decoded) {
    return decoded.map(
        text -> {
          int slash = text.indexOf('/');
          try {
            return new TunnelQuery.Position(
                QueryParameters.withinTheLog(Instant.parse(text.substring(0, Math.max(0, slash)))),
                UUID.fromString(text.substring(slash + 1)));
          } catch (RuntimeException e) {
            throw InvalidRequest.at("cursor", "is not one that this call gave");
          }
        });
  }

  /** The page for the API's description, which cannot express type variables. */
  record TunnelPage(List<RecordedTunnel> items, String next) {}
}
