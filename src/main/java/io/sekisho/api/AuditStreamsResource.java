package io.sekisho.api;

import io.sekisho.store.LogFollowing;
import io.sekisho.store.LogFollowing.Standing;
import io.sekisho.stream.AuditStreams;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the streams do on which records leave. */
@Path("/api/v1/audit/streams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
public class AuditStreamsResource {

  private final AuditStreams streams;
  private final LogFollowing following;

  AuditStreamsResource(AuditStreams streams, LogFollowing following) {
    this.streams = streams;
    this.following = following;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "The streams on which records leave, and how far each has come",
      description =
          "Of those that the answering node is configured with: which replica leads each, how many"
              + " records it is behind, and since when and why it does not go on if it does not.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = StreamPage.class)))
  public Page<AuditStreamView> streams(@Context UriInfo uri) {
    QueryParameters.none(uri);
    Map<String, Standing> standings =
        following.standings().stream()
            .collect(Collectors.toMap(Standing::follower, Function.identity()));
    List<AuditStreamView> all =
        streams.all().stream()
            .filter(stream -> standings.containsKey(stream.name()))
            .map(stream -> AuditStreamView.of(stream, standings.get(stream.name())))
            .toList();
    return Page.of(all, all.size(), AuditStreamView::name, Function.identity());
  }

  /** The page for the API's description, which cannot express type variables. */
  record StreamPage(List<AuditStreamView> items, String next) {}
}
