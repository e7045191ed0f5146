package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.proof.Fault;
import io.sekisho.proof.Verification;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether the audit log is as it was written, and what proves it elsewhere. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
@RegisterForReflection(targets = {Verification.class, Verification.Chain.class, Fault.class})
public class AuditResource {

  private static final String LINES = "application/x-ndjson";
  private final AuditReadings readings;

  AuditResource(AuditReadings readings) {
    this.readings = readings;
  }

  @GET
  @Path("verification")
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Whether the audit log is as it was written",
      description =
          "Follows the chains of hashes over the records of [from, to), by default all, from"
              + " checkpoint to checkpoint, so that it may go a little beyond. intact is false, and"
              + " fault the first record that is not as it was, if one was altered, removed,"
              + " inserted or put elsewhere, or a signature is wrong. unproven counts the records"
              + " behind the last checkpoints. Takes the same memory for a year as for a day.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Verification.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  @APIResponse(responseCode = "503", description = "Two readings are under way; Retry-After")
  public Response verification(
      @Context UriInfo uri,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to) {
    return readings.verification("GET /api/v1/audit/verification", period(uri));
  }

  @GET
  @Path("export")
  @Produces(LINES)
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "The audit log with all that proves it, as lines of JSON",
      description =
          "All columns of the records with their hashes, the chains, the checkpoints and what the"
              + " retention dropped, over the same stretch as a verification. An export without a"
              + " line \"end\" was cut off. The command verify checks it without the database.")
  @APIResponse(responseCode = "200", content = @Content(mediaType = LINES))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  @APIResponse(responseCode = "503", description = "Two readings are under way; Retry-After")
  public Response export(
      @Context UriInfo uri,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to) {
    return readings.export("GET /api/v1/audit/export", period(uri));
  }

  @GET
  @Path("keys")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "The public keys whose signatures are believed")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = KeyPage.class)))
  public Page<AuditReadings.Key> keys(@Context UriInfo uri) {
    QueryParameters.none(uri);
    List<AuditReadings.Key> all = readings.keys();
    return Page.of(all, all.size(), AuditReadings.Key::id, Function.identity());
  }

  private static Period period(UriInfo uri) {
    return AuditReadings.period(QueryParameters.of(uri, AuditReadings.PERIOD));
  }

  /** The page for the API's description, which cannot express type variables. */
  record KeyPage(List<AuditReadings.Key> items, String next) {}
}
