package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.audit.ProofKeys;
import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.Fault;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.Verification;
import io.sekisho.store.Access;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.ChainLog;
import io.sekisho.store.Reading;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether the audit log is as it was written, and what proves it elsewhere. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
@RegisterForReflection(targets = {Verification.class, Verification.Chain.class, Fault.class})
public class AuditResource {

  private static final String LINES = "application/x-ndjson";
  private static final int READINGS = 2;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int RETRY_SECONDS = 10;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final ChainLog log;
  private final Accesses accesses;
  private final ProofKeys keys;
  private final ReadingLimit limit;

  AuditResource(ChainLog log, Accesses accesses, ProofKeys keys, ManagedExecutor executor) {
    this.log = log;
    this.accesses = accesses;
    this.keys = keys;
    this.limit = new ReadingLimit(READINGS, LONGEST, executor);
  }

  @GET
  @Path("verification")
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Whether the audit log is as it was written",
      description =
          "Follows the chains of hashes over the records of [from, to), by default all, from"
              + " checkpoint to checkpoint, so that it may go a little beyond. intact is false, and"
              + " fault the first record that is not as it was, if one was altered, removed,"
              + " inserted or put elsewhere, or a signature is wrong. unproven counts the records"
              + " behind the last checkpoints. Takes the same memory for a year as for a day.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Verification.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  @APIResponse(responseCode = "503", description = "Two readings are under way; Retry-After")
  public Response verification(
      @Context UriInfo uri,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to) {
    Period period = period(uri);
    return limit
        .admit()
        .map(reading -> Response.ok(verified(period, reading)).build())
        .orElseGet(AuditResource::tooMany);
  }

  @GET
  @Path("export")
  @Produces(LINES)
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "The audit log with all that proves it, as lines of JSON",
      description =
          "All columns of the records with their hashes, the chains, the checkpoints and what the"
              + " retention dropped, over the same stretch as a verification. An export without a"
              + " line \"end\" was cut off. The command verify checks it without the database.")
  @APIResponse(responseCode = "200", content = @Content(mediaType = LINES))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  @APIResponse(responseCode = "503", description = "Two readings are under way; Retry-After")
  public Response export(
      @Context UriInfo uri,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to) {
    Period period = period(uri);
    return limit
        .admit()
        .map(reading -> Response.ok(lines(period, reading), LINES).build())
        .orElseGet(AuditResource::tooMany);
  }

  /**
   * A key that checkpoints may be signed with.
   *
   * @param id as checkpoints name it
   * @param algorithm {@code Ed25519}
   * @param publicKey as a PEM file
   * @param signing whether the answering node signs with it
   */
  @RegisterForReflection
  record Key(String id, String algorithm, String publicKey, boolean signing) {}

  @GET
  @Path("keys")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(summary = "The public keys whose signatures are believed")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = KeyPage.class)))
  public Page<Key> keys(@Context UriInfo uri) {
    QueryParameters.none(uri);
    String signing = keys.signing().publicKey().id();
    List<Key> all =
        keys.trusted().all().stream()
            .map(key -> new Key(key.id(), "Ed25519", key.pem(), key.id().equals(signing)))
            .toList();
    return Page.of(all, all.size(), Key::id, Function.identity());
  }

  private Verification verified(Period period, Reading reading) {
    return log.verify(
        access("verification", period, "json"),
        period.from(),
        period.to(),
        reading,
        new LogVerifier(keys.trusted()));
  }

  private StreamingOutput lines(Period period, Reading reading) {
    BegunAccess access = log.begin(access("export", period, "ndjson"));
    return out ->
        log.show(access, period.from(), period.to(), reading, new ExportedLog.Writer(out));
  }

  private Access access(String call, Period period, String format) {
    return accesses.of(
        "GET /api/v1/audit/" + call,
        Map.of("from", period.from().toString(), "to", period.to().toString()),
        format);
  }

  private static Period period(UriInfo uri) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("from", "to"));
    Period period =
        new Period(
            parameters.time("from").orElse(Instant.EPOCH), parameters.time("to").orElse(LATEST));
    if (!period.from().isBefore(period.to())) {
      throw InvalidRequest.at("to", "must be after from");
    }
    return period;
  }

  private static Response tooMany() {
    return Response.fromResponse(
            Problem.response(
                Response.Status.SERVICE_UNAVAILABLE, "other readings are under way already"))
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  /** The page for the API's description, which cannot express type variables. */
  record KeyPage(List<Key> items, String next) {}
}
