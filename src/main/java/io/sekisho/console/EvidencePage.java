package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.AccessParameters;
import io.sekisho.api.Accesses;
import io.sekisho.api.AuditReadings;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.Period;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Roles;
import io.sekisho.config.NodeName;
import io.sekisho.store.AccessQuery;
import io.sekisho.store.AuditAccesses;
import io.sekisho.store.AuditCheckpoints;
import io.sekisho.store.RecordedAccess;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether the log is as it was written, what proves it elsewhere, and who has read it. */
@Path("/console/evidence")
@RolesAllowed(Roles.AUDITOR)
public class EvidencePage {

  static final String PATH = "/console/evidence";
  static final String VERIFICATIONS = PATH + "/verifications";

  private static final String READINGS = PATH + "/readings";
  private static final String WHOLE = "90d";
  private static final int PAGE = 50;
  private static final int CHECKPOINTS = 20;
  private static final DateTimeFormatter IN_FILE_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance evidence(Evidence evidence);

    static native TemplateInstance verification(
        Optional<Verifications.Standing> standing, String node);

    static native TemplateInstance verificationstate(Verifications.Standing standing);

    static native TemplateInstance readings(Search search);
  }

  /**
   * What proves the log.
   *
   * @param errors what is wrong with the range that was asked for
   * @param busy whether other readings were under way
   * @param own the viewer's verifications that this replica knows of
   */
  record Evidence(
      Range range,
      FieldErrors errors,
      boolean busy,
      List<Verifications.Standing> own,
      List<AuditCheckpoints.Signing> checkpoints,
      List<AuditReadings.Key> keys) {

    /** Whether what a key signed is believed here. */
    public boolean isTrusted(String id) {
      return keys.stream().anyMatch(key -> key.id().equals(id));
    }
  }

  /**
   * A search for who has read the log.
   *
   * @param form what was asked for
   * @param errors what is wrong with that; then nothing is shown
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Search(
      FormValues form,
      Range range,
      FieldErrors errors,
      List<RecordedAccess> accesses,
      String next,
      String first) {

    /** What somebody asked for, in a line. */
    public String parameters(RecordedAccess access) {
      return access.parameters().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(one -> one.getKey() + "=" + one.getValue())
          .collect(Collectors.joining(" "));
    }
  }

  private final AuditReadings readings;
  private final Verifications verifications;
  private final AuditCheckpoints checkpoints;
  private final AuditAccesses recorded;
  private final Accesses accesses;
  private final NodeName node;
  private final Pages pages;
  private final Clock clock;

  EvidencePage(
      AuditReadings readings,
      Verifications verifications,
      AuditCheckpoints checkpoints,
      AuditAccesses recorded,
      Accesses accesses,
      NodeName node,
      Pages pages,
      Clock clock) {
    this.readings = readings;
    this.verifications = verifications;
    this.checkpoints = checkpoints;
    this.recorded = recorded;
    this.accesses = accesses;
    this.node = node;
    this.pages = pages;
    this.clock = clock;
  }

  /** The forms, the last signatures, and the keys. */
  @GET
  public Response evidence(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    try {
      return pages.show(Templates.evidence(evidence(range(form), FieldErrors.NONE, false)));
    } catch (InvalidRequest e) {
      return refused(e);
    }
  }

  private Response refused(InvalidRequest e) {
    return pages.show(
        Status.BAD_REQUEST, Templates.evidence(evidence(whole(), FieldErrors.of(e), false)));
  }

  private Evidence evidence(Range range, FieldErrors errors, boolean busy) {
    return new Evidence(
        range,
        errors,
        busy,
        verifications.ofViewer(),
        checkpoints.newest(CHECKPOINTS),
        readings.keys());
  }

  private Range range(FormValues form) {
    return Range.of(
        form.first("range"), form.first("from"), form.first("to"), WHOLE, clock.instant());
  }

  private Range whole() {
    return range(new FormValues(Map.of()));
  }

  private static Period period(Range range) {
    Map<String, List<String>> given = new HashMap<>();
    range.from().ifPresent(time -> given.put("from", List.of(time.toString())));
    range.to().ifPresent(time -> given.put("to", List.of(time.toString())));
    return AuditReadings.period(QueryParameters.of(given, AuditReadings.PERIOD));
  }

  /** Begins to verify a range. */
  @POST
  @Path("verifications")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response verify(MultivaluedMap<String, String> sent) {
    try {
      Range range = range(FormValues.of(sent));
      return verifications
          .begin(period(range))
          .map(id -> Pages.seeOther(VERIFICATIONS + "/" + id))
          .orElseGet(
              () ->
                  pages.show(
                      Status.SERVICE_UNAVAILABLE,
                      Templates.evidence(evidence(range, FieldErrors.NONE, true))));
    } catch (InvalidRequest e) {
      return refused(e);
    }
  }

  /** How a verification stands, and what it found. */
  @GET
  @Path("verifications/{id}")
  public Response verification(@PathParam("id") UUID id) {
    Optional<Verifications.Standing> standing = verifications.find(id);
    return pages.show(
        standing.isPresent() ? Status.OK : Status.NOT_FOUND,
        Templates.verification(standing, node.value()));
  }

  /** The same without the page around it, to take the place of what is there. */
  @GET
  @Path("verifications/{id}/state")
  public Response state(@PathParam("id") UUID id) {
    return verifications
        .find(id)
        .map(standing -> pages.show(Templates.verificationstate(standing)))
        .orElseGet(() -> verification(id));
  }

  /** Stops a verification, so that another one has its place. */
  @POST
  @Path("verifications/{id}/stop")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response stop(@PathParam("id") UUID id) {
    return verifications.stop(id) ? Pages.seeOther(VERIFICATIONS + "/" + id) : verification(id);
  }

  /** The log of a range with all that proves it, as a file. */
  @GET
  @Path("export")
  public Response export(@Context UriInfo uri) {
    Response answer;
    try {
      answer =
          readings.export(
              "GET " + PATH + "/export", period(range(FormValues.of(uri.getQueryParameters()))));
    } catch (InvalidRequest e) {
      return refused(e);
    }
    if (answer.getStatus() != Status.OK.getStatusCode()) {
      return answer;
    }
    String name = "sekisho-audit-" + IN_FILE_NAME.format(clock.instant()) + ".ndjson";
    return Response.fromResponse(answer)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + '"')
        .build();
  }

  /** A public key, as a file. */
  @GET
  @Path("keys/{id}")
  public Response key(@PathParam("id") String id) {
    return readings.keys().stream()
        .filter(key -> key.id().equals(id))
        .findFirst()
        .map(
            key ->
                Response.ok(key.publicKey(), "application/x-pem-file")
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"sekisho-audit-" + key.id() + ".pem\"")
                    .build())
        .orElseThrow(NotFoundException::new);
  }

  /** Who has read the log, the newest first. */
  @GET
  @Path("readings")
  public Response readings(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Range range = whole();
    try {
      range =
          Range.of(
              form.first("range"), form.first("from"), form.first("to"), "24h", clock.instant());
      return pages.show(Templates.readings(found(form, range)));
    } catch (InvalidRequest e) {
      return pages.show(
          Status.BAD_REQUEST,
          Templates.readings(new Search(form, range, FieldErrors.of(e), List.of(), "", "")));
    }
  }

  private Search found(FormValues form, Range range) {
    QueryParameters parameters = form.parameters(range, AccessParameters.SEARCH, PAGE);
    AccessQuery query = AccessParameters.query(parameters);
    Page<RecordedAccess> page =
        Page.of(
            recorded.search(accesses.of("GET " + READINGS, parameters.given(), "html"), query),
            query.limit(),
            AccessParameters::position,
            Function.identity());
    Link here = Link.to(READINGS).with("user", form.get("user")).with(range.parameters());
    return new Search(
        form,
        range,
        FieldErrors.NONE,
        page.items(),
        page.next() == null ? "" : here.with("cursor", page.next()).toString(),
        form.first("cursor").isPresent() ? here.toString() : "");
  }
}
