package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Accesses;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Roles;
import io.sekisho.store.Access;
import io.sekisho.store.AlertQuery;
import io.sekisho.store.Alerts;
import io.sekisho.store.AuditLog;
import io.sekisho.store.AuditSummaries;
import io.sekisho.store.AuditSummary;
import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.store.Refusals;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How things are, and what happened in a time. */
@Path("/console/overview")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class OverviewPage {

  private static final String PATH = "/console/overview";
  private static final String CALL = "GET " + PATH;
  private static final int TOP = 10;
  private static final int MOST_ALERTS = 100;

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance overview(
        SystemState state, Range range, FieldErrors errors, Figures figures);
  }

  /**
   * What happened in a time.
   *
   * @param alerts how many are to be seen to; at most a hundred are counted
   */
  record Figures(
      Range range,
      AuditSummary.Sums totals,
      Timeline timeline,
      List<Refusals.Count> refusals,
      List<AuditSummary.Line> users,
      List<AuditSummary.Line> destinations,
      List<AuditSummary.Line> policies,
      int alerts) {

    /** The search behind a figure: its condition, in the time that is shown. */
    public String search(String name, String value) {
      return Link.to(TunnelsPage.PATH).with(name, value).with(range.fixed()).toString();
    }

    /** The search behind a destination. */
    public String searchDestination(AuditSummary.Line line) {
      return Link.to(TunnelsPage.PATH)
          .with("host", line.key())
          .with("port", Integer.toString(line.port()))
          .with(range.fixed())
          .toString();
    }

    /** The search behind a part of the chart, without its time. */
    public String brushed() {
      return TunnelsPage.PATH;
    }

    /** All bytes. */
    public Long bytes() {
      return totals.bytesUp() + totals.bytesDown();
    }
  }

  private final SystemStates states;
  private final AuditSummaries summaries;
  private final Refusals refusals;
  private final Alerts alerts;
  private final Accesses accesses;
  private final Viewer viewer;
  private final Pages pages;
  private final Clock clock;

  OverviewPage(
      SystemStates states,
      AuditSummaries summaries,
      Refusals refusals,
      Alerts alerts,
      Accesses accesses,
      Viewer viewer,
      Pages pages,
      Clock clock) {
    this.states = states;
    this.summaries = summaries;
    this.refusals = refusals;
    this.alerts = alerts;
    this.accesses = accesses;
    this.viewer = viewer;
    this.pages = pages;
    this.clock = clock;
  }

  /** The state for everybody who may see it; figures of the log for auditors. */
  @GET
  public Response overview(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Instant now = clock.instant();
    SystemState state = states.now();
    try {
      Range range = Range.of(form.first("range"), form.first("from"), form.first("to"), "24h", now);
      if (!range.isBounded()) {
        throw InvalidRequest.at("from", "must be given");
      }
      Figures figures = state.database() && viewer.isAuditor() ? figures(range) : null;
      return pages.show(Templates.overview(state, range, FieldErrors.NONE, figures));
    } catch (InvalidRequest e) {
      Range day = Range.of(Optional.empty(), Optional.empty(), Optional.empty(), "24h", now);
      return pages.show(
          Status.BAD_REQUEST, Templates.overview(state, day, FieldErrors.of(e), null));
    } catch (AuditLog.TooLong e) {
      Range day = Range.of(Optional.empty(), Optional.empty(), Optional.empty(), "24h", now);
      return pages.show(
          Status.BAD_REQUEST,
          Templates.overview(
              state,
              day,
              FieldErrors.of(InvalidRequest.at("from", "must be later: it takes too long")),
              null));
    }
  }

  private Figures figures(Range range) {
    Instant from = range.from().orElseThrow();
    Instant to = range.end();
    Access access = accesses.of(CALL, Map.copyOf(range.fixed()), "html");
    AuditSummary hours =
        summaries.read(access, By.HOUR, from, to, Order.TUNNELS, Timeline.MOST_HOURS);
    Duration width = Timeline.width(from, to, Duration.ofHours(1));
    return new Figures(
        range,
        hours.totals(),
        Timeline.ofHours(hours.lines(), from, to, width),
        refusals.read(access, from, to),
        summaries.read(access, By.USER, from, to, Order.BYTES, TOP).lines(),
        summaries.read(access, By.DESTINATION, from, to, Order.BYTES, TOP).lines(),
        summaries.read(access, By.POLICY, from, to, Order.TUNNELS, TOP).lines(),
        alertsToSee(access));
  }

  private int alertsToSee(Access access) {
    AlertQuery unseen =
        new AlertQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(false),
            Optional.empty(),
            MOST_ALERTS);
    return Math.min(alerts.search(access, unseen).size(), MOST_ALERTS);
  }
}
