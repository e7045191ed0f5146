package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Accesses;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.PolicyLinter.Odd;
import io.sekisho.api.PolicySetWriter;
import io.sekisho.api.Roles;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.AuditLog;
import io.sekisho.store.PolicyChange;
import io.sekisho.store.PolicyDecisions;
import io.sekisho.store.PolicyHistory;
import io.sekisho.store.PolicySet;
import io.sekisho.store.PolicyStore;
import io.sekisho.store.PolicyUses;
import io.sekisho.store.StoredPolicy;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The policies, and one with all its changes. */
@Path(PoliciesPage.PATH)
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class PoliciesPage {

  static final String PATH = "/console/policies";

  private static final String CALL = "GET " + PATH;
  private static final int PAGE = 50;
  private static final int HISTORY_PAGE = 20;

  /** Of subjects and destinations, in a line of the list. */
  private static final int SHOWN = 2;

  /** Of subjects and destinations, before the rest is folded away. */
  private static final int UNFOLDED = 20;

  /** With one policy; as the API does. */
  private static final int MOST_ODD = 100;

  private static final int MOST_PENDING = 100;

  /** How far back to look for what a policy decided last. */
  private static final Duration USED = Duration.ofDays(90);

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance policies(Listing listing);

    static native TemplateInstance policy(One policy);
  }

  private final PolicyStore store;
  private final PolicyHistory history;
  private final PolicySet set;
  private final PolicySetWriter writer;
  private final PolicyUses uses;
  private final PolicyDecisions decisions;
  private final CurrentLint lint;
  private final Accesses accesses;
  private final Viewer viewer;
  private final Pages pages;
  private final Clock clock;

  PoliciesPage(
      PolicyStore store,
      PolicyHistory history,
      PolicySet set,
      PolicySetWriter writer,
      PolicyUses uses,
      PolicyDecisions decisions,
      CurrentLint lint,
      Accesses accesses,
      Viewer viewer,
      Pages pages,
      Clock clock) {
    this.store = store;
    this.history = history;
    this.set = set;
    this.writer = writer;
    this.uses = uses;
    this.decisions = decisions;
    this.lint = lint;
    this.accesses = accesses;
    this.viewer = viewer;
    this.pages = pages;
    this.clock = clock;
  }

  /**
   * A list whose end may be left out.
   *
   * @param shown its beginning
   * @param rest what is left
   */
  record Lines(List<String> shown, List<String> rest) {

    static <T> Lines of(List<T> all, Function<T, String> form, int most) {
      List<String> lines =
          Objects.requireNonNullElse(all, List.<T>of()).stream().map(form).toList();
      int end = Math.min(most, lines.size());
      return new Lines(lines.subList(0, end), lines.subList(end, lines.size()));
    }
  }

  /**
   * A policy in the list.
   *
   * @param lint what is odd about it
   * @param lastUse when it decided last; null if it did not lately, or that may not be told
   */
  record Row(
      UUID id,
      PolicyDocument document,
      String state,
      Lines subjects,
      Lines destinations,
      List<Odd> lint,
      Instant lastUse) {}

  /**
   * What the list shows.
   *
   * @param name a part of the names that are looked for; empty for all
   * @param used whether the last uses are known
   * @param pending how many changes wait for somebody; at most a hundred are counted
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Listing(
      String name, List<Row> rows, boolean used, int pending, String next, String first) {}

  /** All policies, in the order of their names, or those whose names have a part. */
  @GET
  public Response list(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    String name = form.get("name");
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw InvalidRequest.at("name", "must not have control characters");
    }
    List<StoredPolicy> read = store.page(name, Page.decode(form.first("cursor")), PAGE + 1);
    Page<StoredPolicy> page =
        Page.of(read, PAGE, policy -> policy.document().name(), Function.identity());
    Optional<Map<String, Instant>> lastUses = lastUses(CALL, page.items());
    Map<String, List<Odd>> odd = lint.byPolicy();
    Instant now = clock.instant();
    Link here = Link.to(PATH).with("name", name);
    return pages.show(
        Templates.policies(
            new Listing(
                name,
                page.items().stream()
                    .map(policy -> row(policy, odd, lastUses.orElse(Map.of()), now))
                    .toList(),
                lastUses.isPresent(),
                decisions.page(Optional.of("pending"), Optional.empty(), MOST_PENDING).size(),
                page.next() == null ? "" : here.with("cursor", page.next()).toString(),
                form.first("cursor").isPresent() ? here.toString() : "")));
  }

  private static Row row(
      StoredPolicy policy, Map<String, List<Odd>> odd, Map<String, Instant> lastUses, Instant now) {
    PolicyDocument document = policy.document();
    return new Row(
        policy.id(),
        document,
        PolicyState.of(document, now).name(),
        Lines.of(document.subjects(), PolicyLines::of, SHOWN),
        Lines.of(document.destinations(), PolicyLines::of, SHOWN),
        odd.getOrDefault(document.name(), List.of()),
        lastUses.get(document.name()));
  }

  /** Empty for those who may not read the log, and if it takes too long. */
  private Optional<Map<String, Instant>> lastUses(String call, List<StoredPolicy> policies) {
    if (!viewer.isAuditor() || policies.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = policies.stream().map(policy -> policy.document().name()).toList();
    Instant since = clock.instant().minus(USED);
    Map<String, Object> asked = Map.of("policies", names, "since", since.toString());
    try {
      return Optional.of(uses.last(accesses.of(call, asked, "html"), names, since));
    } catch (AuditLog.TooLong e) {
      return Optional.empty();
    }
  }

  /**
   * What the page of one policy shows.
   *
   * @param policy null if it is deleted
   * @param name what it is or was called
   * @param validFrom null for ever since
   * @param validUntil null for ever
   * @param lastUse null like {@link Row#lastUse}
   * @param next where older changes are; empty if there are none
   */
  record One(
      UUID id,
      StoredPolicy policy,
      String name,
      String state,
      Lines subjects,
      Lines destinations,
      Instant validFrom,
      Instant validUntil,
      Map<String, Object> limits,
      List<Odd> lint,
      boolean used,
      Instant lastUse,
      List<Entry> history,
      String next,
      String first) {}

  /**
   * One change.
   *
   * @param back whether the policy can be made again what it was then
   */
  record Entry(PolicyChange change, DocumentDifference difference, boolean back) {}

  /** One policy; also one that is deleted, of which its changes are left. */
  @GET
  @Path("{id}")
  public Response policy(@PathParam("id") UUID id, @QueryParam("before") String beforeText) {
    Optional<Long> before = Optional.ofNullable(beforeText).map(PoliciesPage::revision);
    Optional<StoredPolicy> policy = store.find(id);
    List<PolicyChange> read = history.page(id, before, HISTORY_PAGE + 1);
    if (policy.isEmpty() && read.isEmpty()) {
      throw new NotFoundException();
    }
    List<PolicyChange> changes = read.subList(0, Math.min(read.size(), HISTORY_PAGE));
    Link here = Link.to(PATH + "/" + id);
    return pages.show(
        Templates.policy(
            one(
                id,
                policy,
                changes,
                read.size() == changes.size()
                    ? ""
                    : here.with("before", Long.toString(changes.get(changes.size() - 1).revision()))
                        .toString(),
                before.isPresent() ? here.toString() : "")));
  }

  private One one(
      UUID id,
      Optional<StoredPolicy> policy,
      List<PolicyChange> changes,
      String next,
      String first) {
    List<Entry> entries =
        changes.stream()
            .map(
                change ->
                    new Entry(
                        change,
                        DocumentDifference.between(change.before(), change.after()),
                        isOther(change, policy)))
            .toList();
    if (policy.isEmpty()) {
      Lines none = new Lines(List.of(), List.of());
      String name = changes.stream().flatMap(PoliciesPage::names).findFirst().orElse("");
      return new One(
          id, null, name, "", none, none, null, null, Map.of(), List.of(), false, null, entries,
          next, first);
    }
    PolicyDocument document = policy.get().document();
    Optional<Map<String, Instant>> lastUses = lastUses(CALL + "/{id}", List.of(policy.get()));
    return new One(
        id,
        policy.get(),
        document.name(),
        PolicyState.of(document, clock.instant()).name(),
        Lines.of(document.subjects(), PolicyLines::of, UNFOLDED),
        Lines.of(document.destinations(), PolicyLines::of, UNFOLDED),
        document.validFromTime().orElse(null),
        document.validUntilTime().orElse(null),
        document.limits() == null ? Map.of() : PolicyLines.limits(document.limits()),
        lint.about(document.name(), MOST_ODD),
        lastUses.isPresent(),
        lastUses.map(all -> all.get(document.name())).orElse(null),
        entries,
        next,
        first);
  }

  /** Whether there was a policy after the change, and it is not the one that there is now. */
  private static boolean isOther(PolicyChange change, Optional<StoredPolicy> policy) {
    return change.after() != null
        && !change.after().isNull()
        && policy.map(StoredPolicy::revision).filter(now -> now == change.revision()).isEmpty();
  }

  /** What a policy was called after, or else before a change. */
  private static Stream<String> names(PolicyChange change) {
    return Stream.of(change.after(), change.before())
        .filter(Objects::nonNull)
        .map(document -> document.path("name").asText())
        .filter(name -> !name.isEmpty());
  }

  /** To the page of the policy that has a name, which is what the log knows of it. */
  @GET
  @Path("named")
  public Response named(@QueryParam("name") String name) {
    return Optional.ofNullable(name)
        .filter(text -> text.chars().noneMatch(Character::isISOControl))
        .flatMap(store::named)
        .map(policy -> Pages.seeOther(PATH + "/" + policy.id()))
        .orElseThrow(NotFoundException::new);
  }

  /** All policies as a file, as the API exports them. */
  @GET
  @Path("export")
  public Response export() {
    PolicySet.Contents contents = set.read();
    return Response.ok(writer.write(contents.documents(), true), "application/yaml")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"policies.yaml\"")
        .build();
  }

  /** A revision as it stands in an address or a form. */
  static long revision(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw InvalidRequest.at("revision", "must be a revision");
    }
  }
}
