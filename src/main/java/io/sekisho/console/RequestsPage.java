package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Authors;
import io.sekisho.api.BodyFields;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.QueryParameters;
import io.sekisho.api.Roles;
import io.sekisho.config.Governance;
import io.sekisho.store.AccessRequest;
import io.sekisho.store.AccessRequests;
import io.sekisho.store.ChangeAuthor;
import io.sekisho.store.Objection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What people ask for, and deciding on it. */
@Path("/console/requests")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class RequestsPage {

  private static final String PATH = "/console/requests";
  private static final String PENDING = "pending";
  private static final String ALL = "all";
  private static final String PAGE = "50";

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance requests(Listed listed);

    static native TemplateInstance request(Deciding deciding);
  }

  /**
   * A page of the list.
   *
   * @param status which are shown
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Listed(
      String status, FieldErrors errors, List<AccessRequest> requests, String next, String first) {

    /** What may be shown. */
    public List<String> statuses() {
      return AccessRequest.STATUSES;
    }

    /** Whether all are. */
    public boolean isAll() {
      return status.equals(ALL);
    }
  }

  /**
   * One request, and the two forms if it is to be decided on.
   *
   * @param own whether it may be the viewer's own
   * @param approval what is filled in to approve it
   * @param rejection what is filled in to reject it
   * @param objection why it cannot be decided on so; empty if it can
   */
  record Deciding(
      AccessRequest request,
      boolean own,
      Duration longest,
      FormValues approval,
      FieldErrors approvalErrors,
      FormValues rejection,
      FieldErrors rejectionErrors,
      String objection) {

    /** Whether nobody has decided on it yet. */
    public boolean isPending() {
      return request.status().equals(PENDING);
    }

    /** Whether it says until when, so that whoever approves it need not. */
    public boolean isBounded() {
      return request.until() != null || request.duration() != null;
    }

    private Deciding toApprove(FormValues form, FieldErrors errors, String why) {
      return new Deciding(request, own, longest, form, errors, rejection, FieldErrors.NONE, why);
    }

    private Deciding toReject(FormValues form, FieldErrors errors, String why) {
      return new Deciding(request, own, longest, approval, FieldErrors.NONE, form, errors, why);
    }
  }

  private static final FormValues NOTHING = new FormValues(Map.of());

  private final AccessRequests requests;
  private final Governance governance;
  private final Authors authors;
  private final Pages pages;
  private final Clock clock;

  RequestsPage(
      AccessRequests requests, Governance governance, Authors authors, Pages pages, Clock clock) {
    this.requests = requests;
    this.governance = governance;
    this.authors = authors;
    this.pages = pages;
    this.clock = clock;
  }

  /** Those that are pending, unless others are asked for; the newest first. */
  @GET
  public Response list(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    String status = form.first("status").orElse(PENDING);
    try {
      return pages.show(Templates.requests(listed(form, status)));
    } catch (InvalidRequest e) {
      return pages.show(
          Status.BAD_REQUEST,
          Templates.requests(new Listed(status, FieldErrors.of(e), List.of(), "", "")));
    }
  }

  private Listed listed(FormValues form, String status) {
    Map<String, List<String>> given = new HashMap<>(form.values());
    given.put("status", List.of(status));
    given.putIfAbsent("limit", List.of(PAGE));
    if (status.equals(ALL)) {
      given.remove("status");
    }
    QueryParameters parameters = QueryParameters.of(given, Set.of("status", "limit", "cursor"));
    int limit = parameters.limit();
    Page<AccessRequest> page =
        Page.of(
            requests.page(
                parameters.oneOf("status", AccessRequest.STATUSES),
                Page.decodeId(parameters.text("cursor")),
                limit + 1),
            limit,
            request -> request.id().toString(),
            Function.identity());
    Link here = Link.to(PATH).with("status", status);
    return new Listed(
        status,
        FieldErrors.NONE,
        page.items(),
        page.next() == null ? "" : here.with("cursor", page.next()).toString(),
        form.first("cursor").isPresent() ? here.toString() : "");
  }

  /** One request. */
  @GET
  @Path("{id}")
  public Response request(@PathParam("id") UUID id) {
    return pages.show(Templates.request(deciding(id)));
  }

  private Deciding deciding(UUID id) {
    AccessRequest request = requests.find(id).orElseThrow(NotFoundException::new);
    return new Deciding(
        request,
        isOwn(request),
        governance.longestAccess(),
        NOTHING,
        FieldErrors.NONE,
        NOTHING,
        FieldErrors.NONE,
        "");
  }

  private boolean isOwn(AccessRequest request) {
    return new ChangeAuthor(request.user(), request.subject(), request.issuer())
        .mayBe(authors.current());
  }

  /** Allows what is asked for, until a time. */
  @POST
  @Path("{id}/approval")
  @RolesAllowed(Roles.ADMIN)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response approve(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    Deciding deciding = ofOthers(id);
    try {
      Optional<Instant> until =
          BodyFields.until(
              TimeFields.utc(form.first("until")).orElse(null),
              clock.instant(),
              governance.longestAccess());
      requests.approve(
          authors.current(), id, until, BodyFields.reason(form.first("reason").orElse(null)));
      return Pages.seeOther(PATH + "/" + id);
    } catch (InvalidRequest e) {
      return refused(Status.BAD_REQUEST, deciding.toApprove(form, FieldErrors.of(e), ""));
    } catch (Objection e) {
      return switch (e.kind()) {
        case NO_END ->
            refused(
                Status.BAD_REQUEST,
                deciding.toApprove(
                    form, FieldErrors.of(InvalidRequest.at("until", e.getMessage())), ""));
        case CONFLICT ->
            refused(
                Status.CONFLICT, deciding(id).toApprove(form, FieldErrors.NONE, e.getMessage()));
        default -> throw e;
      };
    }
  }

  /** Does not allow it, and says why. */
  @POST
  @Path("{id}/rejection")
  @RolesAllowed(Roles.ADMIN)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response reject(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    Deciding deciding = ofOthers(id);
    try {
      requests.reject(
          authors.current(), id, BodyFields.requiredReason(form.first("reason").orElse(null)));
      return Pages.seeOther(PATH + "/" + id);
    } catch (InvalidRequest e) {
      return refused(Status.BAD_REQUEST, deciding.toReject(form, FieldErrors.of(e), ""));
    } catch (Objection e) {
      if (e.kind() != Objection.Kind.CONFLICT) {
        throw e;
      }
      return refused(
          Status.CONFLICT, deciding(id).toReject(form, FieldErrors.NONE, e.getMessage()));
    }
  }

  private Deciding ofOthers(UUID id) {
    Deciding deciding = deciding(id);
    if (deciding.own()) {
      throw new ForbiddenException("nobody decides on a request of their own");
    }
    return deciding;
  }

  private Response refused(Status status, Deciding deciding) {
    return pages.show(status, Templates.request(deciding));
  }
}
