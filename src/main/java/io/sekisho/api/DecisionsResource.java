package io.sekisho.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Would they be let through, and why? Answered by what the proxy on this node decides by. */
@Path("/api/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "policies")
public class DecisionsResource {

  private final Decisions decisions;

  DecisionsResource(Decisions decisions) {
    this.decisions = decisions;
  }

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "Explain a decision: for anyone, at any time",
      description =
          "Names are not resolved. With address it is decided about that one; without, as far as"
              + " the name tells. A special-purpose address that is not permitted is denied whatever"
              + " the policies say, and addressProhibited tells so.")
  @RequestBody(content = @Content(schema = @Schema(implementation = DecisionQuestion.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = DecisionView.class)))
  @APIResponse(responseCode = "400", description = "Not a question; errors name the fields")
  @APIResponse(responseCode = "503", description = "No policies are loaded, or too old ones")
  public DecisionView explain(@Context UriInfo uri, String body) {
    QueryParameters.none(uri);
    DecisionQuestion question =
        StrictJson.read(body, DecisionQuestion.class, "a question", object -> {});
    return decisions.explain(question);
  }
}
