package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.store.LegalHold;
import io.sekisho.store.LegalHolds;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the retention leaves alone. For auditors alone: it tells who is looked into. */
@Path("/api/v1/audit/holds")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.AUDITOR)
@Tag(name = "audit")
@RegisterForReflection(targets = LegalHold.class)
public class LegalHoldsResource {

  private static final Set<String> KNOWN = Set.of("case", "inForce", "limit", "cursor");

  private final LegalHolds holds;
  private final Authors authors;
  private final Accesses accesses;

  LegalHoldsResource(LegalHolds holds, Authors authors, Accesses accesses) {
    this.holds = holds;
    this.authors = authors;
    this.accesses = accesses;
  }

  @GET
  @Operation(summary = "Legal holds, newest first")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = HoldPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<LegalHold> list(
      @Context UriInfo uri,
      @QueryParam("case") String caseName,
      @QueryParam("inForce") @Schema(enumeration = {"true", "false"}) String inForce,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, KNOWN);
    LegalHolds.Query query =
        new LegalHolds.Query(
            parameters.text("case"),
            parameters.flag("inForce"),
            Page.decodeId(parameters.text("cursor")),
            parameters.limit());
    return Page.of(
        holds.search(accesses.of("GET /api/v1/audit/holds", parameters), query),
        query.limit(),
        hold -> hold.id().toString(),
        Function.identity());
  }

  @POST
  @Operation(
      summary = "Keep records however old they are",
      description =
          "All records of attempts of any of the users, to any of the hosts, or that are named, and"
              + " began in [from, to); with none of the three, all that did. They stay where they"
              + " are, are found as before, and prove themselves as before. Holds are appended:"
              + " none can be changed, and it is kept who has released one.")
  @RequestBody(content = @Content(schema = @Schema(implementation = HoldAsk.class)))
  @APIResponse(
      responseCode = "201",
      description = "Placed; Location names it",
      content = @Content(schema = @Schema(implementation = LegalHold.class)))
  @APIResponse(responseCode = "400", description = "Not a hold; errors name the fields")
  @APIResponse(responseCode = "409", description = "A month is being dropped right now")
  public Response place(@Context UriInfo uri, String body) {
    QueryParameters.none(uri);
    LegalHolds.Wish wish = StrictJson.read(body, HoldAsk.class, "a hold", object -> {}).wish();
    LegalHold placed = holds.place(authors.current(), wish);
    return Response.created(
            uri.getBaseUriBuilder().path("api/v1/audit/holds").path(placed.id().toString()).build())
        .entity(placed)
        .build();
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One hold")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = LegalHold.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public LegalHold get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    return holds
        .read(accesses.of("GET /api/v1/audit/holds/{id}", Map.of("id", id.toString()), "json"), id)
        .orElseThrow(NotFoundException::new);
  }

  @POST
  @Path("{id}/release")
  @Operation(
      summary = "Keep them no longer, and say why",
      description = "What is older than the retention, and in no other hold, goes within an hour.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Release.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = LegalHold.class)))
  @APIResponse(responseCode = "400", description = "No reason")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(
      responseCode = "409",
      description = "It is released already, or a month is being dropped right now")
  public LegalHold release(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Release release = StrictJson.readOptional(body, Release.class, "a release");
    return holds.release(authors.current(), id, BodyFields.requiredReason(release.reason()));
  }

  /**
   * The end of a hold.
   *
   * @param reason at most 300 characters
   */
  @RegisterForReflection
  record Release(@Schema(required = true) String reason) {}

  /** The page for the API's description, which cannot express type variables. */
  record HoldPage(List<LegalHold> items, String next) {}
}
