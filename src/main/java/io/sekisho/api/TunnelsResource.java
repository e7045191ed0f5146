package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.store.Access;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
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

  static final String MEANING =
      "All that is given must be so. A host also as *. and a domain, for all below it; an address"
          + " and a client also as a block (192.0.2.0/24). minBytes counts both directions of"
          + " tunnels that are over. open=true finds what has no end in the log and is no older than"
          + " a tunnel may become, open=false everything else. What takes longer than 15 seconds is"
          + " refused: ask for a shorter time, or for more.";

  private static final String SEARCHING = "GET /api/v1/tunnels";

  private final AuditLog log;
  private final Accesses accesses;
  private final TunnelExports exports;

  TunnelsResource(AuditLog log, Accesses accesses, TunnelExports exports) {
    this.log = log;
    this.accesses = accesses;
    this.exports = exports;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, TunnelFormat.CSV_TYPE, TunnelFormat.LINES_TYPE})
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Search the audit log, newest first",
      description =
          MEANING
              + " As text/csv or application/x-ndjson the whole result comes in one answer, row by"
              + " row, as the log was when it began; one whose transfer does not end properly was cut"
              + " off. Both have the fields of the JSON by the same names. In CSV, lists are JSON, and"
              + " a cell that a spreadsheet would take for a formula stands behind an apostrophe.")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = TunnelPage.class)),
        @Content(
            mediaType = TunnelFormat.CSV_TYPE,
            schema = @Schema(implementation = String.class)),
        @Content(
            mediaType = TunnelFormat.LINES_TYPE,
            schema = @Schema(implementation = RecordedTunnel.class))
      })
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  @APIResponse(responseCode = "503", description = "Two exports are under way; Retry-After")
  public Response search(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @QueryParam("user") String user,
      @QueryParam("group") String group,
      @QueryParam("host") String host,
      @QueryParam("port") @Schema(minimum = "1", maximum = "65535") String port,
      @QueryParam("address") String address,
      @QueryParam("policy") String policy,
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
      @QueryParam("pass") String pass,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, TunnelParameters.SEARCH);
    TunnelQuery query = TunnelParameters.query(parameters);
    TunnelFormat format = TunnelFormat.of(headers);
    if (format == TunnelFormat.JSON) {
      return Response.ok(page(accesses.of(SEARCHING, parameters), query), format.type())
          .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
          .build();
    }
    parameters.without("limit", "is for pages; as " + format.suffix() + " all is answered");
    parameters.without("cursor", "is for pages; as " + format.suffix() + " all is answered");
    return exports.answer(SEARCHING, parameters, format);
  }

  private Page<RecordedTunnel> page(Access access, TunnelQuery query) {
    return Page.of(
        log.search(access, query), query.limit(), TunnelParameters::position, Function.identity());
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
    Access access = accesses.of("GET /api/v1/tunnels/{id}", Map.of("id", id.toString()), "json");
    RecordedTunnel tunnel = log.read(access, id).orElseThrow(NotFoundException::new);
    return new TunnelInFull(tunnel, log.records(tunnel));
  }

  /** The page for the API's description, which cannot express type variables. */
  record TunnelPage(List<RecordedTunnel> items, String next) {}
}
