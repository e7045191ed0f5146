package io.sekisho.api;

import io.quarkus.security.Authenticated;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.store.AuditLog;
import io.sekisho.store.OwnPolicies;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What concerns the caller: for anyone with a token that the API accepts. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "self-service")
public class MeResource {

  /** By nothing that is not shown of a refusal: what can be searched for can be found out. */
  private static final Set<String> OWN_SEARCH =
      Set.of(
          "group",
          "host",
          "port",
          "decision",
          "error",
          "sni",
          "client",
          "from",
          "to",
          "minBytes",
          "open",
          "closeReason",
          "node",
          "limit",
          "cursor");

  private final OwnPolicies policies;
  private final AuditLog log;
  private final Authors authors;
  private final Clock clock;

  MeResource(OwnPolicies policies, AuditLog log, Authors authors, Clock clock) {
    this.policies = policies;
    this.log = log;
    this.authors = authors;
    this.clock = clock;
  }

  @GET
  @Path("policies")
  @Operation(
      summary = "The policies that are about the caller, in the order of their names",
      description =
          "By user, groups or as anyone, as the proxy takes them from the same token. Who else is"
              + " named in them is not shown; those that are switched off are left out.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = OwnPolicyPage.class)))
  public Page<OwnPolicyView> policies(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Set<SubjectDocument> mine = OwnPolicyView.subjects(authors.caller());
    List<PolicyDocument> read =
        policies.page(mine, Page.decode(parameters.text("cursor")), limit + 1);
    Instant now = clock.instant();
    Page<Optional<OwnPolicyView>> page =
        Page.of(
            read, limit, PolicyDocument::name, document -> OwnPolicyView.of(document, mine, now));
    return new Page<>(page.items().stream().flatMap(Optional::stream).toList(), page.next());
  }

  @GET
  @Path("tunnels")
  @Operation(
      summary = "Search the caller's own attempts and tunnels, newest first",
      description =
          "Those that the log has under the caller's name, subject and issuer. Of a refusal, no"
              + " more is shown than its caller was told, and so none is found by its policy or"
              + " address. "
              + TunnelsResource.MEANING)
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelsResource.TunnelPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Page<RecordedTunnel> tunnels(
      @Context UriInfo uri,
      @QueryParam("group") String group,
      @QueryParam("host") String host,
      @QueryParam("port") @Schema(minimum = "1", maximum = "65535") String port,
      @QueryParam("decision") @Schema(enumeration = {"allow", "deny", "error"}) String decision,
      @QueryParam("error") String error,
      @QueryParam("sni") String sni,
      @QueryParam("client") String client,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("minBytes") @Schema(minimum = "0") String minBytes,
      @QueryParam("open") @Schema(enumeration = {"true", "false"}) String open,
      @QueryParam("closeReason") String closeReason,
      @QueryParam("node") String node,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, OWN_SEARCH);
    return Page.of(
        log.searchOwn(authors.caller(), TunnelParameters.query(parameters)),
        parameters.limit(),
        TunnelParameters::position,
        OwnTunnel::of);
  }

  /** The page for the API's description, which cannot express type variables. */
  record OwnPolicyPage(List<OwnPolicyView> items, String next) {}
}
