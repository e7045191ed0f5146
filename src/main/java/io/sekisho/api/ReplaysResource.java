package io.sekisho.api;

import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.replay.Replay;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.Reading;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What other policies would have decided. */
@Path("/api/v1/replays")
@Tag(name = "policies")
public class ReplaysResource {

  private static final MediaType LINES = new MediaType("application", "x-ndjson");
  private static final MediaType YAML = new MediaType("application", "yaml");
  private static final int RETRY_SECONDS = 10;

  private final Replays replays;

  ReplaysResource(Replays replays) {
    this.replays = replays;
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, PolicySetResource.YAML})
  @Produces({MediaType.APPLICATION_JSON, "application/x-ndjson"})
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "Who would gain or lose what, had a draft of the policies decided then",
      description =
          "Decides the attempts recorded in [from, to) by the draft, each at its own time: opened"
              + " tunnels, denials by policy, and what failed after it was allowed. By the recorded"
              + " address if there is one, else by the name, so that denials by cidr are not seen"
              + " there, and what only an address can tell is undetermined. Compared with what was"
              + " decided then, or with what the current policies decide. Streams; an answer without"
              + " totals was cut off. Bounds on the draft are those of an import.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Question.class)))
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Answer.class)),
        @Content(
            mediaType = "application/x-ndjson",
            schema = @Schema(implementation = ReplayLines.Line.class))
      })
  @APIResponse(responseCode = "400", description = "Not a draft; errors name every mistake")
  @APIResponse(responseCode = "413", description = "Too large")
  @APIResponse(responseCode = "503", description = "Two replays are under way; Retry-After")
  public Response replay(@Context UriInfo uri, @Context HttpHeaders headers, byte[] body) {
    QueryParameters.none(uri);
    byte[] text = Optional.ofNullable(body).orElse(new byte[0]);
    if (text.length > PolicySetReader.MAX_SIZE) {
      return Problem.response(
          Response.Status.REQUEST_ENTITY_TOO_LARGE,
          "the body must be at most " + PolicySetReader.MAX_SIZE + " bytes");
    }
    Replays.Question question = replays.question(text, YAML.isCompatible(headers.getMediaType()));
    return replays
        .admit()
        .map(reading -> answer(question, reading, headers))
        .orElseGet(ReplaysResource::tooMany);
  }

  private Response answer(Replays.Question question, Reading reading, HttpHeaders headers) {
    boolean lines = prefersLines(headers);
    BegunAccess access = replays.begin("POST /api/v1/replays", question, lines ? "ndjson" : "json");
    StreamingOutput output =
        out -> {
          ReplayLines written = new ReplayLines(out, lines);
          Optional<Replay.Totals> totals =
              replays.run(access, question, reading, () -> {}, written::write);
          if (totals.isPresent()) {
            written.finish(totals.get());
          }
        };
    return Response.ok(output, lines ? LINES : MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  private static boolean prefersLines(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .filter(
            type -> type.isCompatible(LINES) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
        .findFirst()
        .map(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
        .orElse(false);
  }

  private static Response tooMany() {
    return Response.fromResponse(
            Problem.response(
                Response.Status.SERVICE_UNAVAILABLE, "other replays are under way already"))
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  /** The question for the API's description. */
  record Question(
      @Schema(required = true, format = "date-time") String from,
      @Schema(required = true, format = "date-time") String to,
      @Schema(
              enumeration = {"recorded", "current"},
              defaultValue = "recorded")
          String against,
      @Schema(required = true) List<PolicyDocument> policies) {}

  /** The answer for the API's description. */
  record Answer(List<ReplayLines.Line> differences, Replay.Totals totals) {}
}
