package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Accesses;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Roles;
import io.sekisho.api.TunnelExports;
import io.sekisho.api.TunnelFormat;
import io.sekisho.api.TunnelParameters;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.audit.TunnelRecord;
import io.sekisho.store.Access;
import io.sekisho.store.AuditLog;
import io.sekisho.store.AuditSummaries;
import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.store.TunnelQuery;
import io.sekisho.tunnel.CloseReason;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Searching the log, and one tunnel. */
@Path("/console/tunnels")
@RolesAllowed(Roles.AUDITOR)
public class TunnelsPage {

  static final String PATH = "/console/tunnels";

  private static final String CALL = "GET " + PATH;
  private static final int PAGE = 50;
  private static final Duration SHORTEST_SPAN = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance tunnels(Search search);

    static native TemplateInstance tunnel(RecordedTunnel tunnel, List<TunnelRecord> records);
  }

  private final AuditLog log;
  private final AuditSummaries summaries;
  private final Accesses accesses;
  private final TunnelExports exports;
  private final Pages pages;
  private final Clock clock;

  TunnelsPage(
      AuditLog log,
      AuditSummaries summaries,
      Accesses accesses,
      TunnelExports exports,
      Pages pages,
      Clock clock) {
    this.log = log;
    this.summaries = summaries;
    this.accesses = accesses;
    this.exports = exports;
    this.pages = pages;
    this.clock = clock;
  }

  /**
   * What a search shows.
   *
   * @param form what was asked for
   * @param errors what is wrong with that; then nothing is shown
   * @param timeline empty if there is too much to count, or no beginning
   * @param tooMuch whether there is too much
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Search(
      FormValues form,
      Range range,
      FieldErrors errors,
      List<RecordedTunnel> tunnels,
      Optional<Timeline> timeline,
      boolean tooMuch,
      String next,
      String first,
      Link exports) {

    /** Whether anything is asked for that the form shows only when it is opened. */
    public boolean isDetailed() {
      return Stream.of(
              "group",
              "address",
              "client",
              "error",
              "sni",
              "minBytes",
              "open",
              "closeReason",
              "node",
              "pass")
          .anyMatch(form.values()::containsKey);
    }

    /** Whether what is wrong with a field stands at it. */
    public boolean isShown(String field) {
      return List.of(
              "from",
              "to",
              "user",
              "host",
              "port",
              "policy",
              "group",
              "address",
              "client",
              "sni",
              "minBytes",
              "node",
              "pass")
          .contains(field);
    }

    /** What {@code error} may be. */
    public List<String> errorKinds() {
      return TunnelParameters.ERRORS;
    }

    /** How tunnels may end. */
    public List<String> closeReasons() {
      return Stream.of(CloseReason.values()).map(CloseReason::label).toList();
    }

    /** Where all that was found is, for a spreadsheet. */
    public String csv() {
      return exports.with("format", "csv").toString();
    }

    /** Where all that was found is, as lines of JSON. */
    public String lines() {
      return exports.with("format", "ndjson").toString();
    }

    /** Where the same is searched for in another time, which the script adds. */
    public String brushed() {
      return Link.to(PATH).with(conditions(form)).toString();
    }
  }

  /** The search, the newest first. */
  @GET
  public Response search(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Instant now = clock.instant();
    Range range = Range.of(Optional.empty(), Optional.empty(), Optional.empty(), "24h", now);
    try {
      range = Range.of(form.first("range"), form.first("from"), form.first("to"), "24h", now);
      return pages.show(Templates.tunnels(found(form, range)));
    } catch (InvalidRequest e) {
      return refused(form, range, e);
    } catch (AuditLog.TooLong e) {
      return refused(
          form, range, InvalidRequest.at("from", "must be later: the search takes too long"));
    }
  }

  private Response refused(FormValues form, Range range, InvalidRequest why) {
    return pages.show(
        Status.BAD_REQUEST,
        Templates.tunnels(
            new Search(
                form,
                range,
                FieldErrors.of(why),
                List.of(),
                Optional.empty(),
                false,
                "",
                "",
                Link.to(PATH))));
  }

  private Search found(FormValues form, Range range) {
    Link here = Link.to(PATH).with(conditions(form)).with(range.parameters());
    QueryParameters parameters = form.parameters(range, TunnelParameters.SEARCH, PAGE);
    TunnelQuery query = TunnelParameters.query(parameters);
    Page<RecordedTunnel> page =
        Page.of(
            log.search(accesses.of(CALL, parameters), query),
            query.limit(),
            TunnelParameters::position,
            Function.identity());
    Optional<Timeline> timeline = Optional.empty();
    boolean tooMuch = false;
    if (range.isBounded()) {
      try {
        timeline = Optional.of(timeline(accesses.of(CALL, parameters), query, form, range));
      } catch (AuditLog.TooLong e) {
        tooMuch = true;
      }
    }
    return new Search(
        form,
        range,
        FieldErrors.NONE,
        page.items(),
        timeline,
        tooMuch,
        page.next() == null ? "" : here.with("cursor", page.next()).toString(),
        form.first("cursor").isPresent() ? here.toString() : "",
        Link.to(PATH + "/export").with(conditions(form)).with(range.fixed()));
  }

  /** Where nothing but a time is asked for, of the sums, which a long log does not make slower. */
  private Timeline timeline(Access access, TunnelQuery query, FormValues form, Range range) {
    Instant from = range.from().orElseThrow();
    Duration width = Timeline.width(from, range.end(), SHORTEST_SPAN);
    if (conditions(form).isEmpty() && width.compareTo(HOUR) >= 0) {
      return Timeline.ofHours(
          summaries
              .read(access, By.HOUR, from, range.end(), Order.TUNNELS, Timeline.MOST_HOURS)
              .lines(),
          from,
          range.end(),
          width);
    }
    return Timeline.of(
        log.histogram(access, query, Instant.EPOCH, width), from, range.end(), width);
  }

  /** All that the search found, whatever page of it is shown. */
  @GET
  @Path("export")
  public Response export(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    TunnelFormat format =
        switch (form.get("format")) {
          case "csv" -> TunnelFormat.CSV;
          case "ndjson" -> TunnelFormat.LINES;
          default -> throw InvalidRequest.at("format", "must be csv or ndjson");
        };
    Range range =
        Range.of(
            form.first("range"), form.first("from"), form.first("to"), Range.ALL, clock.instant());
    return exports.answer(
        CALL + "/export", form.parameters(range, TunnelParameters.SEARCH, PAGE), format);
  }

  /** One attempt, with all its records. */
  @GET
  @Path("{id}")
  public Response tunnel(@PathParam("id") UUID id) {
    Access access = accesses.of(CALL + "/{id}", Map.of("id", id.toString()), "html");
    RecordedTunnel tunnel = log.read(access, id).orElseThrow(NotFoundException::new);
    return pages.show(Templates.tunnel(tunnel, log.records(tunnel)));
  }

  /** All but the time and the page. */
  private static Map<String, String> conditions(FormValues form) {
    Map<String, String> conditions = new HashMap<>();
    form.values().forEach((name, values) -> conditions.put(name, values.get(0)));
    List.of("range", "from", "to", "cursor", "format").forEach(conditions::remove);
    return conditions;
  }
}
