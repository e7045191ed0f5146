package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.PolicyChange;
import io.sekisho.store.PolicyHistory;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicyStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who changed a policy, and the way back. */
@Path("/api/v1/policies/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "policies")
@RegisterForReflection(targets = PolicyChange.class)
public class PolicyHistoryResource {

  private final PolicyHistory history;
  private final PolicyReader reader;
  private final PolicyEdits edits;
  private final PolicyLinter linter;

  PolicyHistoryResource(
      PolicyHistory history, PolicyReader reader, PolicyEdits edits, PolicyLinter linter) {
    this.history = history;
    this.reader = reader;
    this.edits = edits;
    this.linter = linter;
  }

  @GET
  @Path("history")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "Every change of a policy, newest first; also of one that is deleted",
      description = "A change that was made in the database by hand has no author.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ChangePage.class)))
  @APIResponse(responseCode = "404", description = "There never was such a policy")
  public Page<PolicyChange> history(
      @Context UriInfo uri,
      @PathParam("id") UUID id,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Optional<Long> before = position(Page.decode(parameters.text("cursor")));
    List<PolicyChange> read = history.page(id, before, limit + 1);
    if (read.isEmpty() && before.isEmpty()) {
      throw new PolicyStore.Missing();
    }
    return Page.of(read, limit, change -> Long.toString(change.revision()), change -> change);
  }

  @POST
  @Path("rollback")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Make a policy what it was after a revision, if it still is what If-Match says",
      description = "A deleted policy comes back under its id.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Rollback.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Proposed, as it takes a second administrator; Location names the proposal",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "400", description = "Not a revision")
  @APIResponse(responseCode = "404", description = "There never was such a policy or revision")
  @APIResponse(
      responseCode = "409",
      description =
          "The policy was deleted by that revision, is not valid any more (errors name the fields),"
              + " or another one has its name")
  @APIResponse(responseCode = "412", description = "It has changed meanwhile")
  public Response rollBack(
      @Context UriInfo uri,
      @PathParam("id") UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      String body) {
    QueryParameters.none(uri);
    long revision = reader.readRevision(body);
    PolicyEdits.Edit edit = edits.rollBack(id, Revisions.matching(ifMatch), revision);
    return edit.policy()
        .map(
            restored ->
                Response.ok(PolicyView.of(restored, linter.about(restored.document().name())))
                    .tag(Revisions.tag(restored.revision()))
                    .build())
        .orElseGet(() -> PolicyEdits.proposed(uri, edit.proposal().orElseThrow()));
  }

  private static Optional<Long> position(Optional<String> decoded) {
    return decoded.map(
        text -> {
          try {
            return Long.valueOf(text);
          } catch (NumberFormatException e) {
            throw InvalidRequest.at("cursor", "is not one that this call gave");
          }
        });
  }

  /**
   * Where to go back to.
   *
   * @param revision after which the policy was what it shall be again
   */
  record Rollback(@Schema(required = true, minimum = "0") long revision) {}

  /** A change for the API's description, which does not know what a document holds. */
  record Change(
      long revision,
      Instant at,
      @Schema(nullable = true) String by,
      @Schema(nullable = true) String subject,
      @Schema(nullable = true) String issuer,
      @Schema(nullable = true) String approvedBy,
      @Schema(enumeration = {"created", "changed", "deleted", "rolled_back", "imported"})
          String action,
      @Schema(nullable = true) PolicyDocument before,
      @Schema(nullable = true) PolicyDocument after) {}

  /** The page for the API's description, which cannot express type variables. */
  record ChangePage(List<Change> items, String next) {}
}
