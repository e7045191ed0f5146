package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.sekisho.api.AccessAsk;
import io.sekisho.api.Authors;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.QueryParameters;
import io.sekisho.config.Governance;
import io.sekisho.store.AccessRequest;
import io.sekisho.store.AccessRequests;
import io.sekisho.store.AccessWish;
import io.sekisho.store.Objection;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Asking for access, and what became of it. */
@Path("/console/me/requests")
@Authenticated
public class MyRequestsPage {

  static final String PATH = MyAccessPage.PATH + "/requests";

  private static final String PAGE = "50";

  /** For how long access is asked for, mostly. */
  private static final List<Term> TERMS =
      List.of(
          new Term(Duration.ofHours(1), "1 h"),
          new Term(Duration.ofHours(8), "8 h"),
          new Term(Duration.ofDays(1), "1 d"),
          new Term(Duration.ofDays(7), "7 d"),
          new Term(Duration.ofDays(30), "30 d"),
          new Term(Duration.ofDays(90), "90 d"));

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance myrequests(Asking asking);

    static native TemplateInstance mywithdrawal(AccessRequest request);
  }

  /** A length of time that can be chosen. */
  record Term(Duration duration, String text) {

    /** As the API takes it. */
    public String value() {
      return duration.toString();
    }
  }

  /**
   * The list, and the form below it.
   *
   * @param form what is filled in
   * @param objection why it cannot be asked for now; empty if it can
   * @param terms that may be chosen
   * @param asked whether that was just done
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Asking(
      FormValues form,
      FieldErrors errors,
      String objection,
      List<Term> terms,
      Duration longest,
      boolean asked,
      List<AccessRequest> requests,
      String next,
      String first) {}

  private final AccessRequests requests;
  private final Governance governance;
  private final Authors authors;
  private final Pages pages;
  private final Clock clock;

  MyRequestsPage(
      AccessRequests requests, Governance governance, Authors authors, Pages pages, Clock clock) {
    this.requests = requests;
    this.governance = governance;
    this.authors = authors;
    this.pages = pages;
    this.clock = clock;
  }

  /** All of the viewer's, the newest first; a link may fill in the form. */
  @GET
  public Response list(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    return pages.show(
        Templates.myrequests(
            asking(
                form,
                FieldErrors.NONE,
                "",
                form.first("cursor"),
                form.get("done").equals("asked"))));
  }

  /** Asks. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response ask(MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    try {
      requests.ask(authors.caller(), wish(form));
      return Pages.seeOther(PATH + "?done=asked");
    } catch (InvalidRequest e) {
      return refused(Status.BAD_REQUEST, form, FieldErrors.of(e), "");
    } catch (Objection e) {
      Status status =
          e.kind() == Objection.Kind.TOO_MANY ? Status.TOO_MANY_REQUESTS : Status.CONFLICT;
      return refused(status, form, FieldErrors.NONE, e.getMessage());
    }
  }

  private Response refused(Status status, FormValues form, FieldErrors errors, String objection) {
    return pages.show(
        status, Templates.myrequests(asking(form, errors, objection, Optional.empty(), false)));
  }

  private AccessWish wish(FormValues form) {
    List<Integer> ports = ports(form.get("ports"));
    return new AccessAsk(
            form.first("host").orElse(null),
            null,
            ports,
            form.first("reason").orElse(null),
            TimeFields.utc(form.first("until")).orElse(null),
            form.first("duration").orElse(null))
        .wish(clock.instant(), governance.longestAccess());
  }

  private static List<Integer> ports(String text) {
    if (text.isEmpty()) {
      throw InvalidRequest.at("ports", "must be given");
    }
    try {
      return Stream.of(text.split("[,\\s]+")).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw InvalidRequest.at("ports", "must be ports, such as 443, 8443");
    }
  }

  private Asking asking(
      FormValues form,
      FieldErrors errors,
      String objection,
      Optional<String> cursor,
      boolean asked) {
    Map<String, List<String>> place =
        cursor
            .map(text -> Map.of("limit", List.of(PAGE), "cursor", List.of(text)))
            .orElseGet(() -> Map.of("limit", List.of(PAGE)));
    QueryParameters parameters = QueryParameters.of(place, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Page<AccessRequest> page =
        Page.of(
            requests.pageOfOwn(
                authors.caller(), Page.decodeId(parameters.text("cursor")), limit + 1),
            limit,
            request -> request.id().toString(),
            Function.identity());
    Duration longest = governance.longestAccess();
    return new Asking(
        form,
        errors,
        objection,
        TERMS.stream().filter(term -> term.duration().compareTo(longest) <= 0).toList(),
        longest,
        asked,
        page.items(),
        page.next() == null ? "" : Link.to(PATH).with("cursor", page.next()).toString(),
        cursor.isPresent() ? PATH : "");
  }

  /** Asks whether a request is to be taken back. */
  @GET
  @Path("{id}/withdrawal")
  public Response withdrawal(@PathParam("id") UUID id) {
    return pages.show(
        Templates.mywithdrawal(
            requests.findOwn(authors.caller(), id).orElseThrow(NotFoundException::new)));
  }

  /** Takes a request back. */
  @POST
  @Path("{id}/withdrawal")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response withdraw(@PathParam("id") UUID id) {
    requests.withdraw(authors.caller(), id);
    return Pages.seeOther(PATH);
  }
}
