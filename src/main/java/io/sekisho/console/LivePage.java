package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Accesses;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.LiveTunnels;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Roles;
import io.sekisho.api.TunnelCuts;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.store.Access;
import io.sekisho.store.AuditAccesses;
import io.sekisho.store.OpenTunnels.Filter;
import io.sekisho.tunnel.KillOrder;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The tunnels that are open now, and cutting them. */
@Path("/console/live")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class LivePage {

  /** What somebody types who means every tunnel there is. */
  static final String CONFIRMATION = "cut all";

  private static final String PATH = "/console/live";
  private static final String CUT = PATH + "/cut";
  private static final int MAX_ROWS = 1_000;
  private static final Sorting NEWEST_FIRST = new Sorting("age", false);
  private static final Set<String> PARAMETERS =
      Set.of("user", "node", "sort", "refresh", "ordered");

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance live(Live live);

    static native TemplateInstance liverows(Live live);

    static native TemplateInstance livecut(Cut cut);
  }

  private final LiveTunnels tunnels;
  private final TunnelCuts cuts;
  private final TunnelRates rates;
  private final Accesses accesses;
  private final AuditAccesses recorded;
  private final RepeatedReadings repeated;
  private final Viewer viewer;
  private final Pages pages;
  private final Clock clock;

  LivePage(
      LiveTunnels tunnels,
      TunnelCuts cuts,
      TunnelRates rates,
      Accesses accesses,
      AuditAccesses recorded,
      RepeatedReadings repeated,
      Viewer viewer,
      Pages pages,
      Clock clock) {
    this.tunnels = tunnels;
    this.cuts = cuts;
    this.rates = rates;
    this.accesses = accesses;
    this.recorded = recorded;
    this.repeated = repeated;
    this.viewer = viewer;
    this.pages = pages;
    this.clock = clock;
  }

  /**
   * One tunnel.
   *
   * @param rate bytes per second; null if that is not known
   */
  record Row(RecordedTunnel tunnel, Long rate) {

    static final Map<String, Comparator<Row>> COLUMNS =
        Map.of(
            "age",
            by(row -> row.tunnel.time(), Comparator.<Instant>reverseOrder()),
            "user",
            by(row -> row.tunnel.user(), String.CASE_INSENSITIVE_ORDER),
            "host",
            by(row -> row.tunnel.host(), String.CASE_INSENSITIVE_ORDER),
            "bytes",
            by(Row::bytes, Comparator.<Long>naturalOrder()),
            "rate",
            by(Row::rate, Comparator.<Long>naturalOrder()));

    /** Those of which it is not known come first; equals are in the order of their ids. */
    private static <T> Comparator<Row> by(Function<Row, T> key, Comparator<T> order) {
      return Comparator.comparing(key, Comparator.nullsFirst(order))
          .thenComparing(row -> row.tunnel.id());
    }

    /** Both directions together; null if nothing is recorded yet. */
    public Long bytes() {
      return tunnel.bytesUp() == null || tunnel.bytesDown() == null
          ? null
          : Long.valueOf(tunnel.bytesUp() + tunnel.bytesDown());
    }

    public boolean isRated() {
      return rate != null;
    }
  }

  /**
   * What is open.
   *
   * @param here the address of this view, without what is told once
   * @param found how many were looked at; more than are shown, if those are too many
   * @param more whether there are even more on other replicas
   */
  record Live(
      FormValues form,
      FieldErrors errors,
      Link here,
      Sorting sorting,
      List<Row> rows,
      int found,
      boolean more,
      Instant at) {

    /** What is wrong with what has no field. */
    public List<FieldError> otherErrors() {
      return errors.all().stream()
          .filter(error -> !Set.of("user", "node").contains(error.field()))
          .toList();
    }

    /** Whether it is loaded again and again. */
    public boolean isRefreshing() {
      return !form.get("refresh").equals("off");
    }

    /** Where the table alone is. */
    public String part() {
      return new Link(PATH + "/rows", here.parameters()).toString();
    }

    public String paused() {
      return here.with("refresh", "off").toString();
    }

    public String resumed() {
      return here.with("refresh", "").toString();
    }

    public SortColumn column(String name) {
      return sorting.column(name, Set.of("bytes", "rate").contains(name), here);
    }

    /** Where those of one user are. */
    public String ofUser(String user) {
      return here.with("user", user).toString();
    }

    /** Where those of one replica are. */
    public String ofNode(String node) {
      return here.with("node", node).toString();
    }

    /** Where all of the user who is looked at can be cut. */
    public String cutOfUser() {
      return Link.to(CUT).with("user", form.get("user")).toString();
    }

    public boolean isTruncated() {
      return more || found > rows.size();
    }
  }

  /**
   * What is to be cut, and why.
   *
   * @param action where the form goes
   * @param tunnel if it is one; else null
   * @param user whose, if it is all of a user; else empty
   * @param count how many are open
   */
  record Cut(
      String action,
      RecordedTunnel tunnel,
      String user,
      long count,
      FormValues form,
      FieldErrors errors) {

    public boolean isOne() {
      return tunnel != null;
    }

    public boolean isEverything() {
      return tunnel == null && user.isEmpty();
    }

    /** What is wrong with what has no field. */
    public List<FieldError> otherErrors() {
      return errors.all().stream()
          .filter(error -> !Set.of("reason", "confirmation").contains(error.field()))
          .toList();
    }

    public int longest() {
      return TunnelCuts.MAX_REASON;
    }

    public String confirmation() {
      return CONFIRMATION;
    }
  }

  /** All that are open, by default the newest first. */
  @GET
  public Response live(@Context UriInfo uri) {
    return show(uri, Templates::live, true);
  }

  /** The table of them, to be loaded into the page. */
  @GET
  @Path("rows")
  public Response rows(@Context UriInfo uri) {
    return show(uri, Templates::liverows, false);
  }

  private Response show(UriInfo uri, Function<Live, TemplateInstance> template, boolean asked) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    try {
      return pages.show(template.apply(read(form, asked)));
    } catch (InvalidRequest e) {
      Live nothing =
          new Live(
              form,
              FieldErrors.of(e),
              Link.to(PATH),
              NEWEST_FIRST,
              List.of(),
              0,
              false,
              clock.instant());
      return pages.show(Status.BAD_REQUEST, template.apply(nothing));
    }
  }

  /**
   * @param asked by a person, not by the page itself, of whose readings one a minute is recorded
   */
  private Live read(FormValues form, boolean asked) {
    QueryParameters parameters = QueryParameters.of(form.values(), PARAMETERS);
    Sorting sorting = Sorting.of(parameters.text("sort"), Row.COLUMNS.keySet(), NEWEST_FIRST);
    parameters.oneOf("refresh", List.of("off"));
    Filter filter = new Filter(parameters.text("user"), parameters.text("node"));
    List<RecordedTunnel> read = tunnels.read(filter, Optional.empty(), MAX_ROWS + 1).toList();
    TunnelRates.Rates now = rates.read();
    List<Row> rows =
        sorting.apply(read.stream().map(one -> new Row(one, now.of(one))), Row.COLUMNS).stream()
            .limit(MAX_ROWS)
            .toList();
    Access access = accesses.of("GET " + PATH, parameters.given(), "html");
    if (repeated.isDue(access) || asked) {
      recorded.answered(access, rows.size());
    }
    Map<String, String> view = new LinkedHashMap<>();
    List.of("user", "node", "sort", "refresh").forEach(name -> view.put(name, form.get(name)));
    String node = now.node();
    boolean more = read.stream().filter(one -> !one.node().equals(node)).count() > MAX_ROWS;
    return new Live(
        form,
        FieldErrors.NONE,
        Link.to(PATH).with(view),
        sorting,
        rows,
        read.size(),
        more,
        clock.instant());
  }

  /** Asks before one is cut. */
  @GET
  @Path("{id}/cut")
  @RolesAllowed(Roles.ADMIN)
  public Response askOne(@PathParam("id") UUID id) {
    return pages.show(Templates.livecut(one(id, new FormValues(Map.of()), FieldErrors.NONE)));
  }

  /** Has one cut. */
  @POST
  @Path("{id}/cut")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed(Roles.ADMIN)
  public Response cutOne(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    try {
      QueryParameters parameters = QueryParameters.of(form.values(), Set.of("reason"));
      cuts.one(id, TunnelCuts.reason(parameters), viewer.name());
      return ordered("one");
    } catch (InvalidRequest e) {
      return pages.show(Status.BAD_REQUEST, Templates.livecut(one(id, form, FieldErrors.of(e))));
    }
  }

  private Cut one(UUID id, FormValues form, FieldErrors errors) {
    RecordedTunnel tunnel = cuts.open(id);
    recorded.answered(
        accesses.of("GET " + PATH + "/{id}/cut", Map.of("id", id.toString()), "html"), 1);
    return new Cut(PATH + "/" + id + "/cut", tunnel, "", 1, form, errors);
  }

  /** Asks before all of a user, or all there are, are cut. */
  @GET
  @Path("cut")
  @RolesAllowed(Roles.ADMIN)
  public Response askMany(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    QueryParameters.of(form.values(), Set.of("user")).text("user");
    return pages.show(Templates.livecut(many(form, FieldErrors.NONE)));
  }

  /** Has all of a user cut, or all there are. */
  @POST
  @Path("cut")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed(Roles.ADMIN)
  public Response cutMany(MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    try {
      QueryParameters parameters =
          QueryParameters.of(form.values(), Set.of("user", "all", "reason", "confirmation"));
      KillOrder.Selector selector = TunnelCuts.selector(parameters);
      boolean everything = selector instanceof KillOrder.Everything;
      Optional<String> reason = TunnelCuts.reason(parameters);
      if (everything && !form.get("confirmation").equalsIgnoreCase(CONFIRMATION)) {
        throw InvalidRequest.at("confirmation", "must be " + CONFIRMATION);
      }
      cuts.all(selector, reason, viewer.name());
      return ordered(everything ? "all" : "user");
    } catch (InvalidRequest e) {
      return pages.show(Status.BAD_REQUEST, Templates.livecut(many(form, FieldErrors.of(e))));
    }
  }

  private Cut many(FormValues form, FieldErrors errors) {
    String user = form.get("user");
    long count = user.isEmpty() ? tunnels.count() : countOf(user);
    return new Cut(CUT, null, user, count, form, errors);
  }

  private long countOf(String user) {
    long count =
        tunnels
            .read(new Filter(Optional.of(user), Optional.empty()), Optional.empty(), MAX_ROWS)
            .count();
    recorded.answered(accesses.of("GET " + CUT, Map.of("user", user), "html"), count);
    return count;
  }

  private static Response ordered(String which) {
    return Pages.seeOther(Link.to(PATH).with("ordered", which).toString());
  }
}
