package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.PolicySetWriter;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Replays;
import io.sekisho.api.Roles;
import io.sekisho.policy.replay.Difference;
import io.sekisho.policy.replay.Replay;
import io.sekisho.store.PolicySet;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a draft of the policies would have decided. */
@Path("/console/replay")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class ReplayPage {

  private static final String PATH = "/console/replay";
  private static final String CALL = "POST " + PATH;
  private static final int PAGE = 200;
  private static final Sorting MOST_ATTEMPTS = new Sorting("attempts", true);

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance replay(Draft draft);

    static native TemplateInstance replayrun(Found run);

    static native TemplateInstance replaystate(Found run);
  }

  private final Replays replays;
  private final ReplayRuns runs;
  private final PolicySet set;
  private final PolicySetWriter writer;
  private final Pages pages;
  private final Clock clock;

  ReplayPage(
      Replays replays,
      ReplayRuns runs,
      PolicySet set,
      PolicySetWriter writer,
      Pages pages,
      Clock clock) {
    this.replays = replays;
    this.runs = runs;
    this.set = set;
    this.writer = writer;
    this.pages = pages;
    this.clock = clock;
  }

  /**
   * The form.
   *
   * @param text the draft
   * @param busy whether other replays are under way
   */
  record Draft(String text, String against, Range range, FieldErrors errors, boolean busy) {

    /** What is wrong with the text, and where in it. */
    public List<FieldError> textErrors() {
      Set<String> others = Set.of("range", "from", "to", "against");
      return errors.all().stream().filter(error -> !others.contains(error.field())).toList();
    }
  }

  /**
   * A replay, and the part of its differences that is looked at.
   *
   * @param stage how it stood when this was looked at
   * @param here the address of this view, from its first line on
   * @param lines of this page
   * @param found how many there are of this kind
   * @param change the kind; empty for all
   * @param start how many come before those of this page
   */
  record Found(
      ReplayRun run,
      ReplayRun.State stage,
      Link here,
      Sorting sorting,
      List<Difference> lines,
      int found,
      String change,
      int start) {

    static final Map<String, Comparator<Difference>> COLUMNS =
        Map.of(
            "user",
            by(Difference::user, String.CASE_INSENSITIVE_ORDER),
            "host",
            by(line -> line.authority().host().text(), Comparator.<String>naturalOrder()),
            "attempts",
            by(Difference::attempts, Comparator.<Long>naturalOrder()),
            "first",
            by(Difference::first, Comparator.<Instant>naturalOrder()),
            "last",
            by(Difference::last, Comparator.<Instant>naturalOrder()));

    private static <T> Comparator<Difference> by(Function<Difference, T> key, Comparator<T> order) {
      return Comparator.comparing(key, order);
    }

    public boolean isRunning() {
      return stage == ReplayRun.State.RUNNING;
    }

    /** How it stands, in small letters. */
    public String state() {
      return stage.name().toLowerCase(Locale.ROOT);
    }

    public Instant from() {
      return run.period().from();
    }

    public Instant to() {
      return run.period().to();
    }

    public String against() {
      return run.against();
    }

    public int policies() {
      return run.policies();
    }

    public long attempts() {
      return run.attempts();
    }

    /** The end of the progress; 0 if it is not known, or nothing has been decided yet. */
    public long most() {
      return run.attempts() == 0 || run.expected() == 0
          ? 0
          : Math.max(run.expected(), run.attempts());
    }

    /** What became of all attempts; null if it is not done. */
    public Replay.Totals totals() {
      return run.totals().orElse(null);
    }

    public long omitted() {
      return run.omitted();
    }

    /** How many lines are kept. */
    public int kept() {
      return run.differences().size();
    }

    /** Where the state alone is. */
    public String part() {
      return new Link(PATH + "/" + run.id() + "/state", here.parameters()).toString();
    }

    public String address() {
      return here.toString();
    }

    public String cancellation() {
      return PATH + "/" + run.id() + "/cancellation";
    }

    /** Where one kind of differences is; all of them, if that is empty. */
    public String only(String kind) {
      return here.with("change", kind).toString();
    }

    public SortColumn column(String name) {
      return sorting.column(name, !Set.of("user", "host").contains(name), here);
    }

    /** Where the next page is; empty if this is the last. */
    public String next() {
      int next = start + lines.size();
      return next < found ? here.with("start", Integer.toString(next)).toString() : "";
    }

    /** Where the first page is; empty if this is it. */
    public String first() {
      return start > 0 ? here.toString() : "";
    }

    /** The attempts behind a line. */
    public String search(Difference line) {
      return Link.to(TunnelsPage.PATH)
          .with("user", line.user())
          .with("host", line.authority().host().text())
          .with("port", Integer.toString(line.authority().port()))
          .with("from", from().toString())
          .with("to", to().toString())
          .toString();
    }
  }

  /** The form; with {@code draft=current} the policies that are in force stand in it. */
  @GET
  public Response ask(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    String text =
        form.get("draft").equals("current") ? writer.write(set.read().documents(), true) : "";
    return pages.show(
        Templates.replay(new Draft(text, "recorded", lastDay(), FieldErrors.NONE, false)));
  }

  /** Starts one, and leads to it. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response start(MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    String text = text(sent);
    String against = form.first("against").orElse("recorded");
    Range range = lastDay();
    try {
      range =
          Range.of(
              form.first("range"), form.first("from"), form.first("to"), "24h", clock.instant());
      Replays.Question question = question(text, against, range);
      Optional<UUID> run = runs.start(CALL, question);
      if (run.isPresent()) {
        return Pages.seeOther(PATH + "/" + run.get());
      }
      return pages.show(
          Status.SERVICE_UNAVAILABLE,
          Templates.replay(new Draft(text, against, range, FieldErrors.NONE, true)));
    } catch (InvalidRequest e) {
      return pages.show(
          Status.BAD_REQUEST,
          Templates.replay(new Draft(text, against, range, FieldErrors.of(e), false)));
    }
  }

  private Replays.Question question(String text, String against, Range range) {
    if (!range.isBounded()) {
      throw InvalidRequest.at("from", "must be given");
    }
    if (text.isBlank()) {
      throw InvalidRequest.at("draft", "must be given");
    }
    return replays.question(
        text.getBytes(StandardCharsets.UTF_8), range.from().orElseThrow(), range.end(), against);
  }

  /** As it was typed, but for the ends of its lines, which browsers change. */
  private static String text(MultivaluedMap<String, String> sent) {
    return Optional.ofNullable(sent.getFirst("draft")).orElse("").replace("\r\n", "\n");
  }

  private Range lastDay() {
    return Range.of(Optional.empty(), Optional.empty(), Optional.empty(), "24h", clock.instant());
  }

  /** How far one has come, or what it found. */
  @GET
  @Path("{id}")
  public Response run(@Context UriInfo uri, @PathParam("id") UUID id) {
    return pages.show(Templates.replayrun(found(uri, id)));
  }

  /** The same, to be loaded into the page. */
  @GET
  @Path("{id}/state")
  public Response state(@Context UriInfo uri, @PathParam("id") UUID id) {
    return pages.show(Templates.replaystate(found(uri, id)));
  }

  /** Ends one. */
  @POST
  @Path("{id}/cancellation")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response cancel(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    runs.find(id).orElseThrow(NotFoundException::new).cancel();
    return Pages.seeOther(PATH + "/" + id);
  }

  private Found found(UriInfo uri, UUID id) {
    ReplayRun run = runs.find(id).orElseThrow(NotFoundException::new);
    ReplayRun.State stage = run.state();
    FormValues form = FormValues.of(uri.getQueryParameters());
    QueryParameters parameters =
        QueryParameters.of(form.values(), Set.of("change", "sort", "start"));
    String change =
        parameters
            .oneOf(
                "change",
                Stream.of(Difference.Change.values()).map(Difference.Change::label).toList())
            .orElse("");
    Sorting sorting = Sorting.of(parameters.text("sort"), Found.COLUMNS.keySet(), MOST_ATTEMPTS);
    int start = start(form);
    List<Difference> all =
        sorting.apply(
            run.differences().stream()
                .filter(line -> change.isEmpty() || line.change().label().equals(change)),
            Found.COLUMNS);
    Map<String, String> view = new LinkedHashMap<>();
    List.of("change", "sort").forEach(name -> view.put(name, form.get(name)));
    return new Found(
        run,
        stage,
        Link.to(PATH + "/" + id).with(view),
        sorting,
        all.stream().skip(start).limit(PAGE).toList(),
        all.size(),
        change,
        start);
  }

  private static int start(FormValues form) {
    try {
      return Math.max(0, form.first("start").map(Integer::valueOf).orElse(0));
    } catch (NumberFormatException e) {
      throw InvalidRequest.at("start", "must be a number");
    }
  }
}
