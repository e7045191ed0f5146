package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.store.AccessQuery;
import io.sekisho.store.AuditAccesses;
import io.sekisho.store.RecordedAccess;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who has read the audit log. */
@Path("/api/v1/audit/accesses")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
@RegisterForReflection(targets = RecordedAccess.class)
public class AuditAccessesResource {

  private final AuditAccesses recorded;
  private final Accesses accesses;

  AuditAccessesResource(AuditAccesses recorded, Accesses accesses) {
    this.recorded = recorded;
    this.accesses = accesses;
  }

  @GET
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Who has read the audit log, newest first",
      description =
          "Every search, export, replay, summary, proposal of policies and look at one tunnel or at"
              + " those that are open, and every look at this list. What cannot be recorded is not"
              + " answered. Rows is null as long as an answer streams, or if its node vanished;"
              + " complete is false if it was cut off. What people read of their own under /me is"
              + " not in it.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<RecordedAccess> search(
      @Context UriInfo uri,
      @QueryParam("user") String user,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, AccessParameters.SEARCH);
    AccessQuery query = AccessParameters.query(parameters);
    return Page.of(
        recorded.search(accesses.of("GET /api/v1/audit/accesses", parameters), query),
        query.limit(),
        AccessParameters::position,
        Function.identity());
  }

  /** The page for the API's description, which cannot express type variables. */
  record AccessPage(List<RecordedAccess> items, String next) {}
}
