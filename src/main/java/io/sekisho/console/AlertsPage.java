package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Accesses;
import io.sekisho.api.AlertParameters;
import io.sekisho.api.BodyFields;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Roles;
import io.sekisho.store.Access;
import io.sekisho.store.AlertQuery;
import io.sekisho.store.Alerts;
import io.sekisho.store.Objection;
import io.sekisho.watch.Alert;
import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.RuleName;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Suspicious activity. */
@Path("/console/alerts")
@RolesAllowed(Roles.AUDITOR)
public class AlertsPage {

  private static final String PATH = "/console/alerts";
  private static final String CALL = "GET " + PATH;
  private static final String ACKNOWLEDGEMENT = "POST " + PATH + "/{id}/acknowledgement";
  private static final int PAGE = 50;
  private static final FormValues NOTHING = new FormValues(Map.of());

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance alerts(Search search);

    static native TemplateInstance alert(InFull shown);
  }

  /**
   * What a search shows.
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
      List<Alert> alerts,
      String next,
      String first) {

    /** What is looked for at all. */
    public List<String> rules() {
      return RuleName.labels();
    }
  }

  /**
   * One alert, with the form to acknowledge it.
   *
   * @param form what is filled in
   * @param objection why it cannot be acknowledged; empty if it can
   */
  record InFull(
      Alert alert, List<Evidence> evidence, FormValues form, FieldErrors errors, String objection) {

    /** What was measured. */
    public List<AlertFigure> figures() {
      return AlertFigure.of(alert.rule(), alert.figures());
    }

    /** All of the same user, or address, from the first of it up to a second behind the last. */
    public String search() {
      return Link.to(TunnelsPage.PATH)
          .with("user", alert.user())
          .with("client", alert.client())
          .with("from", alert.first().toString())
          .with("to", alert.last().plusSeconds(1).toString())
          .toString();
    }

    static InFull of(Alerts.WithEvidence found) {
      return new InFull(found.alert(), found.evidence(), NOTHING, FieldErrors.NONE, "");
    }

    private InFull refusing(FormValues typed, FieldErrors wrong, String why) {
      return new InFull(alert, evidence, typed, wrong, why);
    }
  }

  private final Alerts alerts;
  private final Accesses accesses;
  private final Viewer viewer;
  private final Pages pages;
  private final Clock clock;

  AlertsPage(Alerts alerts, Accesses accesses, Viewer viewer, Pages pages, Clock clock) {
    this.alerts = alerts;
    this.accesses = accesses;
    this.viewer = viewer;
    this.pages = pages;
    this.clock = clock;
  }

  /** The search, the newest first. */
  @GET
  public Response search(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Instant now = clock.instant();
    Range range = Range.of(Optional.empty(), Optional.empty(), Optional.empty(), Range.ALL, now);
    try {
      range = Range.of(form.first("range"), form.first("from"), form.first("to"), Range.ALL, now);
      return pages.show(Templates.alerts(found(form, range)));
    } catch (InvalidRequest e) {
      return pages.show(
          Status.BAD_REQUEST,
          Templates.alerts(new Search(form, range, FieldErrors.of(e), List.of(), "", "")));
    }
  }

  private Search found(FormValues form, Range range) {
    QueryParameters parameters = form.parameters(range, AlertParameters.SEARCH, PAGE);
    AlertQuery query = AlertParameters.query(parameters);
    Page<Alert> page =
        Page.of(
            alerts.search(accesses.of(CALL, parameters.given(), "html"), query),
            query.limit(),
            alert -> alert.id().toString(),
            Function.identity());
    Link here = Link.to(PATH).with(conditions(form)).with(range.parameters());
    return new Search(
        form,
        range,
        FieldErrors.NONE,
        page.items(),
        page.next() == null ? "" : here.with("cursor", page.next()).toString(),
        form.first("cursor").isPresent() ? here.toString() : "");
  }

  private static Map<String, String> conditions(FormValues form) {
    Map<String, String> conditions = new HashMap<>();
    form.values().forEach((name, values) -> conditions.put(name, values.get(0)));
    List.of("range", "from", "to", "cursor").forEach(conditions::remove);
    return conditions;
  }

  /** One alert, with what it rests on. */
  @GET
  @Path("{id}")
  public Response alert(@PathParam("id") UUID id) {
    return pages.show(Templates.alert(read(CALL + "/{id}", id)));
  }

  private InFull read(String call, UUID id) {
    return alerts.read(access(call, id), id).map(InFull::of).orElseThrow(NotFoundException::new);
  }

  /** Says that somebody has seen to an alert; administrators may say so unseen, as at the API. */
  @POST
  @Path("{id}/acknowledgement")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response acknowledge(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    try {
      alerts.acknowledge(
          access(ACKNOWLEDGEMENT, id), id, BodyFields.text("note", form.get("note")));
      return Pages.seeOther(viewer.isAuditor() ? PATH + "/" + id : "/console/overview");
    } catch (InvalidRequest e) {
      if (!viewer.isAuditor()) {
        throw e;
      }
      return refused(Status.BAD_REQUEST, id, form, FieldErrors.of(e), "");
    } catch (Objection e) {
      if (!viewer.isAuditor() || e.kind() != Objection.Kind.CONFLICT) {
        throw e;
      }
      return refused(Status.CONFLICT, id, form, FieldErrors.NONE, e.getMessage());
    }
  }

  private Response refused(
      Status status, UUID id, FormValues form, FieldErrors errors, String objection) {
    return pages.show(
        status, Templates.alert(read(ACKNOWLEDGEMENT, id).refusing(form, errors, objection)));
  }

  private Access access(String call, UUID id) {
    return accesses.of(call, Map.of("id", id.toString()), "html");
  }
}
