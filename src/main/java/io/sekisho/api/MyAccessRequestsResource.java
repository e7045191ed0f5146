package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.sekisho.config.Governance;
import io.sekisho.identity.Caller;
import io.sekisho.store.AccessRequest;
import io.sekisho.store.AccessRequests;
import io.sekisho.store.AccessWish;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
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

/** Asking for access: for anyone with a token that the API accepts. */
@Path("/api/v1/me/access-requests")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "self-service")
@RegisterForReflection(targets = AccessRequest.class)
public class MyAccessRequestsResource {

  private final AccessRequests requests;
  private final Governance governance;
  private final Authors authors;
  private final Clock clock;

  MyAccessRequestsResource(
      AccessRequests requests, Governance governance, Authors authors, Clock clock) {
    this.requests = requests;
    this.governance = governance;
    this.authors = authors;
    this.clock = clock;
  }

  @GET
  @Operation(summary = "What the caller has asked for, newest first")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessRequestPage.class)))
  public Page<AccessRequest> list(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Caller caller = authors.caller();
    List<AccessRequest> read =
        requests.pageOfOwn(caller, Page.decodeId(parameters.text("cursor")), limit + 1);
    return Page.of(read, limit, request -> request.id().toString(), Function.identity());
  }

  @POST
  @Operation(
      summary = "Ask for access to a host",
      description =
          "An administrator decides on it; after 7 days without, it is expired. At most 20 may be"
              + " pending, and 100 be made in a day.")
  @RequestBody(content = @Content(schema = @Schema(implementation = AccessAsk.class)))
  @APIResponse(
      responseCode = "201",
      description = "Asked; Location names it",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "The same was asked for before, and is pending; Location names that",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(responseCode = "400", description = "Not a request; errors name the fields")
  @APIResponse(responseCode = "409", description = "No policy can name the user of the token")
  @APIResponse(responseCode = "429", description = "Too many are pending, or were made in a day")
  public Response ask(@Context UriInfo uri, String body) {
    QueryParameters.none(uri);
    Caller caller = authors.caller();
    AccessWish wish =
        StrictJson.read(body, AccessAsk.class, "an access request", object -> {})
            .wish(clock.instant(), governance.longestAccess());
    AccessRequests.Asked asked = requests.ask(caller, wish);
    URI location =
        uri.getBaseUriBuilder()
            .path("api/v1/me/access-requests")
            .path(asked.request().id().toString())
            .build();
    return asked.isNew()
        ? Response.created(location).entity(asked.request()).build()
        : Response.ok(asked.request()).header(HttpHeaders.LOCATION, location).build();
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One of the caller's requests")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AccessRequest.class)))
  @APIResponse(responseCode = "404", description = "The caller has none of this id")
  public AccessRequest get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    Optional<AccessRequest> found = requests.findOwn(authors.caller(), id);
    return found.orElseThrow(NotFoundException::new);
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Take a pending request back")
  @APIResponse(responseCode = "204", description = "Withdrawn")
  @APIResponse(responseCode = "404", description = "The caller has none of this id")
  @APIResponse(responseCode = "409", description = "It is not pending any more")
  public void withdraw(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    requests.withdraw(authors.caller(), id);
  }

  /** The page for the API's description, which cannot express type variables. */
  record AccessRequestPage(List<AccessRequest> items, String next) {}
}
