package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.config.Governance;
import io.sekisho.store.AccessRequest;
import io.sekisho.store.AccessRequests;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Deciding on what people ask for. An approval acts on every replica within a second. */
@Path("/api/v1/access-requests")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "access requests")
public class AccessRequestsResource {

  private final AccessRequests requests;
  private final Governance governance;
  private final Authors authors;
  private final Clock clock;

  AccessRequestsResource(
      AccessRequests requests, Governance governance, Authors authors, Clock clock) {
    this.requests = requests;
    this.governance = governance;
    this.authors = authors;
    this.clock = clock;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "What was asked for, newest first")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              schema = @Schema(implementation = MyAccessRequestsResource.AccessRequestPage.class)))
  public Page<AccessRequest> list(
      @Context UriInfo uri,
      @QueryParam("status")
          @Schema(enumeration = {"pending", "approved", "rejected", "withdrawn", "expired"})
          String status,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("status", "limit", "cursor"));
    int limit = parameters.limit();
    List<AccessRequest> read =
        requests.page(
            parameters.oneOf("status", AccessRequest.STATUSES),
            Page.decodeId(parameters.text("cursor")),
            limit + 1);
    return Page.of(read, limit, request -> request.id().toString(), Function.identity());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "One request")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public AccessRequest get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    return requests.find(id).orElseThrow(NotFoundException::new);
  }

  @POST
  @Path("{id}/approval")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Allow what is asked for, until a time",
      description =
          "Adds a policy for the requester and the host and ports alone. Not by the requester. A"
              + " second pair of eyes looks at it already: it acts at once.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Approval.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(
      responseCode = "400",
      description = "No end, in the request or here, or one that is too far away")
  @APIResponse(responseCode = "403", description = "It is the caller's own request")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(
      responseCode = "409",
      description = "It is not pending any more, or a policy, which is named, would still deny it")
  public AccessRequest approve(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Approval approval = StrictJson.readOptional(body, Approval.class, "an approval");
    Optional<Instant> until =
        BodyFields.until(approval.until(), clock.instant(), governance.longestAccess());
    return requests.approve(authors.current(), id, until, BodyFields.reason(approval.reason()));
  }

  @POST
  @Path("{id}/rejection")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Do not allow what is asked for, and say why")
  @RequestBody(content = @Content(schema = @Schema(implementation = Rejection.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(responseCode = "400", description = "No reason")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "409", description = "It is not pending any more")
  public AccessRequest reject(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Rejection rejection = StrictJson.readOptional(body, Rejection.class, "a rejection");
    return requests.reject(authors.current(), id, BodyFields.requiredReason(rejection.reason()));
  }

  /**
   * An approval.
   *
   * @param until until when; what the request says if absent
   * @param reason at most 300 characters
   */
  @RegisterForReflection
  record Approval(
      @Schema(format = "date-time") String until,
      @Schema(maxLength = BodyFields.MAX_REASON) String reason) {}

  /**
   * A rejection.
   *
   * @param reason at most 300 characters
   */
  @RegisterForReflection
  record Rejection(@Schema(required = true, maxLength = BodyFields.MAX_REASON) String reason) {}
}
