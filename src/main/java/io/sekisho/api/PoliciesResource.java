package io.sekisho.api;

import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicyStore;
import io.sekisho.store.StoredPolicy;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who may go where. A change acts on every replica within a second. */
@Path("/api/v1/policies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "policies")
public class PoliciesResource {

  private final PolicyStore store;
  private final PolicyReader reader;
  private final PolicyEdits edits;
  private final PolicyLinter linter;

  PoliciesResource(PolicyStore store, PolicyReader reader, PolicyEdits edits, PolicyLinter linter) {
    this.store = store;
    this.reader = reader;
    this.edits = edits;
    this.linter = linter;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "All policies, in the order of their names")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyPage.class)))
  public Page<PolicyView> list(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    List<StoredPolicy> read = store.page(Page.decode(parameters.text("cursor")), limit + 1);
    return Page.of(read, limit, policy -> policy.document().name(), PolicyView::of);
  }

  @POST
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Add a policy")
  @RequestBody(content = @Content(schema = @Schema(implementation = PolicyDocument.class)))
  @APIResponse(
      responseCode = "201",
      description = "Added; Location names it",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Proposed, as it takes a second administrator; Location names the proposal",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "400", description = "Not a policy; errors name the fields")
  @APIResponse(responseCode = "409", description = "Another policy has this name")
  public Response create(@Context UriInfo uri, String body) {
    QueryParameters.none(uri);
    PolicyEdits.Edit edit = edits.create(reader.read(body));
    return edit.policy()
        .map(created -> created(uri, created))
        .orElseGet(() -> PolicyEdits.proposed(uri, edit.proposal().orElseThrow()));
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "One policy; its ETag goes into If-Match of a change")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public Response get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    StoredPolicy policy = store.find(id).orElseThrow(PolicyStore.Missing::new);
    return Response.ok(PolicyView.of(policy)).tag(tag(policy)).build();
  }

  @PUT
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Replace a policy, if it still is what If-Match says")
  @RequestBody(content = @Content(schema = @Schema(implementation = PolicyDocument.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Proposed, as it takes a second administrator; Location names the proposal",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "400", description = "Not a policy; errors name the fields")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "409", description = "Another policy has this name")
  @APIResponse(responseCode = "412", description = "It has changed meanwhile")
  public Response replace(
      @Context UriInfo uri,
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      String body) {
    QueryParameters.none(uri);
    PolicyDocument document = reader.read(body);
    PolicyEdits.Edit edit = edits.replace(id, Revisions.matching(ifMatch), document);
    return edit.policy()
        .map(replaced -> Response.ok(changed(replaced)).tag(tag(replaced)).build())
        .orElseGet(() -> PolicyEdits.proposed(uri, edit.proposal().orElseThrow()));
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Remove a policy, if it still is what If-Match says")
  @APIResponse(responseCode = "204", description = "Removed")
  @APIResponse(
      responseCode = "202",
      description = "Proposed, as it takes a second administrator; Location names the proposal",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "412", description = "It has changed meanwhile")
  public Response delete(
      @Context UriInfo uri,
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    QueryParameters.none(uri);
    PolicyEdits.Edit edit = edits.delete(id, Revisions.matching(ifMatch));
    return edit.proposal()
        .map(proposal -> PolicyEdits.proposed(uri, proposal))
        .orElseGet(() -> Response.noContent().build());
  }

  private Response created(UriInfo uri, StoredPolicy created) {
    return Response.created(
            uri.getBaseUriBuilder().path("api/v1/policies").path(created.id().toString()).build())
        .tag(tag(created))
        .entity(changed(created))
        .build();
  }

  private PolicyView changed(StoredPolicy policy) {
    return PolicyView.of(policy, linter.about(policy.document().name()));
  }

  private static EntityTag tag(StoredPolicy policy) {
    return Revisions.tag(policy.revision());
  }

  /** The page for the API's description, which cannot express type variables. */
  record PolicyPage(List<PolicyView> items, String next) {}
}
