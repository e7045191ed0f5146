package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.Subject;
import io.sekisho.policy.learning.Proposal;
import io.sekisho.policy.learning.Proposer;
import io.sekisho.policy.learning.Seen;
import io.sekisho.store.ReportedAllows;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** From what a policy in report mode has shown to policies that allow it. */
@Path("/api/v1/policies/proposals")
@Tag(name = "policies")
public class LearningResource {

  private static final MediaType YAML = new MediaType("application", "yaml");

  /** Callers with their groups times destinations; the work and the answer grow with it. */
  private static final int MAX_SEEN = 20_000;

  /** Nobody knows whether a longer name was cut for its record. */
  private static final int LONGEST_WHOLE_NAME = 511;

  private static final int REPLACEMENT = 0xFFFD;

  private final ReportedAllows log;
  private final Accesses accesses;
  private final PolicySetWriter writer;

  LearningResource(ReportedAllows log, Accesses accesses, PolicySetWriter writer) {
    this.log = log;
    this.accesses = accesses;
    this.writer = writer;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, PolicySetResource.YAML})
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "The policies that allow what policies in report mode would have allowed",
      description =
          "Everything that was reported and nothing else: no user any destination that this user"
              + " was not seen at, but for what wildcards and groups bring with them. Few policies:"
              + " who went to the same places shares one. As YAML, it can be imported as it is."
              + " Groups and wildcards have to be asked for; a wildcard is never directly below a"
              + " top-level domain, nor below what looks like a registry of a country (co.uk).")
  @RequestBody(content = @Content(schema = @Schema(implementation = LearningQuestion.class)))
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Proposed.class)),
        @Content(
            mediaType = PolicySetResource.YAML,
            schema = @Schema(implementation = PolicySetWriter.Document.class))
      })
  @APIResponse(
      responseCode = "400",
      description = "Not a question, or too much was reported in that time")
  public Response propose(@Context UriInfo uri, @Context HttpHeaders headers, String body) {
    QueryParameters.none(uri);
    LearningQuestion question = LearningQuestion.read(body);
    Period period = question.period();
    Proposal.Options options = question.options();
    boolean asYaml = prefersYaml(headers);
    List<Seen> all =
        log.read(
            accesses.of(
                "POST /api/v1/policies/proposals", asked(question), asYaml ? "yaml" : "json"),
            period.from(),
            period.to(),
            Optional.ofNullable(question.reportPolicy()),
            MAX_SEEN + 1);
    if (all.size() > MAX_SEEN) {
      throw InvalidRequest.at(
          "from",
          "more than "
              + MAX_SEEN
              + " callers and destinations were reported; choose a shorter time or a reportPolicy");
    }
    List<Seen> named = all.stream().filter(LearningResource::isNamedInFull).toList();
    Proposed proposed = Proposed.of(Proposer.propose(named, options), all.size() - named.size());
    return Response.ok(
            asYaml ? writer.write(proposed.policies(), true) : proposed,
            asYaml ? YAML : MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  private static Map<String, Object> asked(LearningQuestion question) {
    Map<String, Object> asked = new HashMap<>();
    asked.put("from", question.period().from().toString());
    asked.put("to", question.period().to().toString());
    Optional.ofNullable(question.reportPolicy()).ifPresent(name -> asked.put("reportPolicy", name));
    return asked;
  }

  /** Records replace what databases do not hold, and cut what is too long. */
  private static boolean isNamedInFull(Seen seen) {
    String name =
        seen.who() instanceof Subject.User user
            ? user.name()
            : ((Subject.ServiceAccount) seen.who()).name();
    return !name.isBlank()
        && name.indexOf(REPLACEMENT) < 0
        && name.codePointCount(0, name.length()) <= LONGEST_WHOLE_NAME;
  }

  private static boolean prefersYaml(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .filter(
            type -> type.isCompatible(YAML) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
        .findFirst()
        .map(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
        .orElse(false);
  }

  /**
   * What is proposed.
   *
   * @param policies to be imported, or added one by one
   * @param evidence what speaks for each of them, in the same order
   * @param leftOut of how many callers and destinations the caller's name is not recorded in full
   */
  @RegisterForReflection
  record Proposed(List<PolicyDocument> policies, List<Evidence> evidence, int leftOut) {

    static Proposed of(List<Proposal> proposals, int leftOut) {
      // Whatever is proposed can be imported, or it is not proposed.
      proposals.forEach(proposal -> PolicyCompiler.compile(proposal.document()));
      return new Proposed(
          proposals.stream().map(Proposal::document).toList(),
          proposals.stream().map(Evidence::of).toList(),
          leftOut);
    }
  }

  /**
   * What speaks for one policy.
   *
   * @param attempts how many it would have allowed
   * @param callers of how many users and service accounts
   * @param destinations to how many hosts and ports
   */
  @RegisterForReflection
  record Evidence(
      String policy, long attempts, int callers, int destinations, Instant first, Instant last) {

    static Evidence of(Proposal proposal) {
      return new Evidence(
          proposal.document().name(),
          proposal.attempts(),
          proposal.callers(),
          proposal.destinations(),
          proposal.first(),
          proposal.last());
    }
  }
}
