package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.PolicyDifference;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicySet;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All policies as one text, to be kept where texts are kept and reviewed. */
@Path("/api/v1/policies")
@Tag(name = "policies")
public class PolicySetResource {

  static final String YAML = "application/yaml";
  private static final MediaType YAML_TYPE = new MediaType("application", "yaml");
  private static final int MAX_LINT = 1_000;
  private static final List<String> SWITCH = List.of("true", "false");

  private final PolicySet set;
  private final PolicySetReader reader;
  private final PolicySetWriter writer;
  private final PolicyEdits edits;

  PolicySetResource(
      PolicySet set, PolicySetReader reader, PolicySetWriter writer, PolicyEdits edits) {
    this.set = set;
    this.reader = reader;
    this.writer = writer;
    this.edits = edits;
  }

  @GET
  @Path("export")
  @Produces({YAML, MediaType.APPLICATION_JSON})
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "All policies in one text; its ETag goes into If-Match of an import",
      description = "In the order of their names, without what the server adds.")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = YAML,
            schema = @Schema(implementation = PolicySetWriter.Document.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = PolicySetWriter.Document.class))
      })
  public Response export(@Context UriInfo uri, @Context HttpHeaders headers) {
    QueryParameters.none(uri);
    boolean asYaml =
        headers.getAcceptableMediaTypes().stream()
            .filter(
                type ->
                    type.isCompatible(YAML_TYPE)
                        || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
            .findFirst()
            .map(YAML_TYPE::isCompatible)
            .orElse(true);
    PolicySet.Contents contents = set.read();
    return Response.ok(
            writer.write(contents.documents(), asYaml), asYaml ? YAML : MediaType.APPLICATION_JSON)
        .tag(Revisions.tag(contents.version()))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  @POST
  @Path("import")
  @Consumes({YAML, MediaType.APPLICATION_JSON})
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Make the policies what the text says, all of them or none",
      description =
          "By name: what is new is added, what differs is changed, what is not there is deleted."
              + " At most 4 MiB and 20000 policies; YAML without aliases.")
  @RequestBody(
      content = {
        @Content(
            mediaType = YAML,
            schema = @Schema(implementation = PolicySetWriter.Document.class)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = PolicySetWriter.Document.class))
      })
  @APIResponse(
      responseCode = "200",
      description = "What was changed, or would be",
      content = @Content(schema = @Schema(implementation = Imported.class)))
  @APIResponse(
      responseCode = "202",
      description = "Proposed, as it takes a second administrator; Location names the proposal",
      content = @Content(schema = @Schema(implementation = PolicyProposal.class)))
  @APIResponse(responseCode = "400", description = "Not policies; errors name every mistake")
  @APIResponse(responseCode = "412", description = "They have changed meanwhile")
  @APIResponse(responseCode = "413", description = "Too large")
  public Response replace(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @QueryParam("dryRun")
          @Schema(
              enumeration = {"true", "false"},
              defaultValue = "false")
          String dryRunText,
      @QueryParam("allowEmpty")
          @Schema(
              enumeration = {"true", "false"},
              defaultValue = "false")
          String allowEmptyText,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      byte[] body) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("dryRun", "allowEmpty"));
    boolean dryRun = isOn(parameters, "dryRun");
    boolean allowEmpty = isOn(parameters, "allowEmpty");
    byte[] text = Optional.ofNullable(body).orElse(new byte[0]);
    if (text.length > PolicySetReader.MAX_SIZE) {
      return Problem.response(
          Response.Status.REQUEST_ENTITY_TOO_LARGE,
          "the body must be at most " + PolicySetReader.MAX_SIZE + " bytes");
    }
    List<PolicyDocument> documents =
        reader.readForImport(text, YAML_TYPE.isCompatible(headers.getMediaType()), allowEmpty);
    Optional<Set<Long>> versions = Revisions.matching(ifMatch);
    PolicyEdits.Replacement done =
        dryRun ? edits.compare(versions, documents) : edits.replaceAll(versions, documents);
    return done.difference()
        .map(
            difference ->
                Response.ok(Imported.of(difference, done.applied(), done.lint()))
                    .tag(Revisions.tag(difference.version()))
                    .build())
        .orElseGet(() -> PolicyEdits.proposed(uri, done.proposal().orElseThrow()));
  }

  private static boolean isOn(QueryParameters parameters, String name) {
    return parameters.oneOf(name, SWITCH).map(Boolean::valueOf).orElse(false);
  }

  /**
   * What an import did.
   *
   * @param created the names of what is new
   * @param changed what differs
   * @param deleted the names of what is gone
   * @param unchanged how many are the same
   * @param applied false for a dry run
   * @param lint what is odd about the new policies; the first 1000
   * @param lintTotal how much is
   */
  @RegisterForReflection(targets = {Imported.class, PolicyDifference.Changed.class})
  record Imported(
      List<String> created,
      List<PolicyDifference.Changed> changed,
      List<String> deleted,
      int unchanged,
      boolean applied,
      List<PolicyLinter.Odd> lint,
      int lintTotal) {

    static Imported of(PolicyDifference difference, boolean applied, List<PolicyLinter.Odd> lint) {
      return new Imported(
          difference.created(),
          difference.changed(),
          difference.deleted(),
          difference.unchanged(),
          applied,
          lint.stream().limit(MAX_LINT).toList(),
          lint.size());
    }
  }
}
