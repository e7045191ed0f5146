package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.config.ApiUrl;
import io.sekisho.store.Access;
import io.sekisho.store.AlertQuery;
import io.sekisho.store.Alerts;
import io.sekisho.watch.Alert;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Suspicious activity. */
@Path("/api/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "alerts")
public class AlertsResource {

  private final Alerts alerts;
  private final Accesses accesses;
  private final ApiUrl api;

  AlertsResource(Alerts alerts, Accesses accesses, ApiUrl api) {
    this.alerts = alerts;
    this.accesses = accesses;
    this.api = api;
  }

  @GET
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Suspicious activity, newest first",
      description =
          "All that is given must be so; from and to are about when it was raised. That alerts are"
              + " read is recorded, as it is of the audit log.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AlertPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<Alert> search(
      @Context UriInfo uri,
      @QueryParam("rule")
          @Schema(
              enumeration = {
                "denials",
                "bad-passes",
                "scan-ports",
                "scan-hosts",
                "new-destination-upload",
                "upload-baseline",
                "beacon",
                "hello-violation",
                "shared-pass"
              })
          String rule,
      @QueryParam("user") String user,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("acknowledged") @Schema(enumeration = {"true", "false"}) String acknowledged,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, AlertParameters.SEARCH);
    AlertQuery query = AlertParameters.query(parameters);
    return Page.of(
        alerts.search(accesses.of("GET /api/v1/alerts", parameters), query),
        query.limit(),
        alert -> alert.id().toString(),
        Function.identity());
  }

  @GET
  @Path("{id}")
  @RolesAllowed(Roles.AUDITOR)
  @Operation(summary = "One alert, with links to the tunnels that it rests on, a hundred at most")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AlertInFull.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public AlertInFull get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    return alerts
        .read(access("GET /api/v1/alerts/{id}", id), id)
        .map(found -> AlertInFull.of(found, api))
        .orElseThrow(NotFoundException::new);
  }

  @POST
  @Path("{id}/acknowledgement")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "Say that somebody has seen to an alert",
      description = "Once; who says it, and when, stands in the alert from then on.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Acknowledgement.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AlertInFull.class)))
  @APIResponse(responseCode = "400", description = "The note is not valid")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "409", description = "Somebody has said so already")
  public AlertInFull acknowledge(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Acknowledgement said =
        StrictJson.readOptional(body, Acknowledgement.class, "an acknowledgement");
    return AlertInFull.of(
        alerts.acknowledge(
            access("POST /api/v1/alerts/{id}/acknowledgement", id),
            id,
            BodyFields.text("note", said.note())),
        api);
  }

  private Access access(String call, UUID id) {
    return accesses.of(call, Map.of("id", id.toString()), "json");
  }

  /**
   * That somebody has seen to an alert.
   *
   * @param note at most 300 characters
   */
  @RegisterForReflection
  record Acknowledgement(@Schema(maxLength = BodyFields.MAX_REASON) String note) {}

  /** The page for the API's description, which cannot express type variables. */
  record AlertPage(List<Alert> items, String next) {}
}
