package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.store.PolicyDecisions;
import io.sekisho.store.PolicyProposal;
import jakarta.annotation.security.RolesAllowed;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes of policies that wait for a second administrator (sekisho.policy.approvals). */
@Path("/api/v1/policy-changes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "policies")
@RegisterForReflection(targets = {PolicyProposal.class, PolicyProposal.Proposed.class})
public class PolicyChangesResource {

  private final PolicyDecisions decisions;
  private final Authors authors;

  PolicyChangesResource(PolicyDecisions decisions, Authors authors) {
    this.decisions = decisions;
    this.authors = authors;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "What was proposed, newest first",
      description = "Without the documents, which each proposal by itself has.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ProposalPage.class)))
  public Page<PolicyProposal> list(
      @Context UriInfo uri,
      @QueryParam("status")
          @Schema(enumeration = {"pending", "approved", "rejected", "withdrawn", "expired"})
          String status,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("status", "limit", "cursor"));
    int limit = parameters.limit();
    List<PolicyProposal> read =
        decisions.page(
            parameters.oneOf("status", PolicyProposal.STATUSES),
            Page.decodeId(parameters.text("cursor")),
            limit + 1);
    return Page.of(read, limit, proposal -> proposal.id().toString(), Function.identity());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "One proposal, with what it would change")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  public PolicyProposal get(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    return decisions.find(id).orElseThrow(NotFoundException::new);
  }

  @POST
  @Path("{id}/approval")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Make the change; not by its author",
      description = "Neither the user name nor the subject may be the author's.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Decision.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "403", description = "It is the caller's own proposal")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(
      responseCode = "409",
      description = "It is not pending any more, or what it is based on has changed")
  public PolicyProposal approve(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Decision decision = StrictJson.readOptional(body, Decision.class, "an approval");
    return decisions.approve(authors.current(), id, BodyFields.reason(decision.reason()));
  }

  @POST
  @Path("{id}/rejection")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Do not make the change")
  @RequestBody(content = @Content(schema = @Schema(implementation = Decision.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "409", description = "It is not pending any more")
  public PolicyProposal reject(@Context UriInfo uri, @PathParam("id") UUID id, String body) {
    QueryParameters.none(uri);
    Decision decision = StrictJson.readOptional(body, Decision.class, "a rejection");
    return decisions.reject(authors.current(), id, BodyFields.reason(decision.reason()));
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Take one's own pending proposal back")
  @APIResponse(responseCode = "204", description = "Withdrawn")
  @APIResponse(responseCode = "403", description = "It is somebody else's")
  @APIResponse(responseCode = "404", description = "There is none")
  @APIResponse(responseCode = "409", description = "It is not pending any more")
  public void withdraw(@Context UriInfo uri, @PathParam("id") UUID id) {
    QueryParameters.none(uri);
    decisions.withdraw(authors.current(), id);
  }

  /**
   * What is said to a proposal.
   *
   * @param reason at most 300 characters
   */
  @RegisterForReflection
  record Decision(@Schema(maxLength = BodyFields.MAX_REASON) String reason) {}

  /** The page for the API's description, which cannot express type variables. */
  record ProposalPage(List<PolicyProposal> items, String next) {}
}
