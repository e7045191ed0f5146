package io.sekisho.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is odd about the policies. */
@Path("/api/v1/policies/lint")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "policies")
public class PolicyLintResource {

  private final PolicyLinter linter;

  PolicyLintResource(PolicyLinter linter) {
    this.linter = linter;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "Policies that never act, are made needless by others, or contradicted by them",
      description =
          "By policy. What is said is so from now on, until a policy changes; what takes several"
              + " policies together to cover one is not found. Disabled policies are passed over."
              + " Of what contradicts one policy, at most ten are named.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = OddPage.class)))
  public Page<PolicyLinter.Odd> list(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Optional<String> after = Page.decode(parameters.text("cursor"));
    List<PolicyLinter.Odd> read =
        linter.all().stream()
            .sorted(Comparator.comparing(PolicyLintResource::position))
            .filter(odd -> after.map(last -> position(odd).compareTo(last) > 0).orElse(true))
            .limit(limit + 1L)
            .toList();
    return Page.of(read, limit, PolicyLintResource::position, odd -> odd);
  }

  /** Names have no slashes. */
  private static String position(PolicyLinter.Odd odd) {
    return odd.policy() + "/" + odd.kind() + "/" + (odd.other() == null ? "" : odd.other());
  }

  /** The page for the API's description, which cannot express type variables. */
  record OddPage(List<PolicyLinter.Odd> items, String next) {}
}
