package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.Authors;
import io.sekisho.api.BodyFields;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Page;
import io.sekisho.api.Roles;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.ChangeAuthor;
import io.sekisho.store.Objection;
import io.sekisho.store.PolicyDecisions;
import io.sekisho.store.PolicyProposal;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Changes of policies that somebody proposed, and what somebody else says to them. */
@Path(PolicyChangesPage.PATH)
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class PolicyChangesPage {

  static final String PATH = PoliciesPage.PATH + "/changes";

  private static final int PAGE = 50;

  /** Of an import, which may change thousands. */
  private static final int MOST_SHOWN = 200;

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance policychanges(Listing listing);

    static native TemplateInstance policychange(One change);
  }

  private final PolicyDecisions decisions;
  private final Authors authors;
  private final Viewer viewer;
  private final Pages pages;

  PolicyChangesPage(PolicyDecisions decisions, Authors authors, Viewer viewer, Pages pages) {
    this.decisions = decisions;
    this.authors = authors;
    this.viewer = viewer;
    this.pages = pages;
  }

  /**
   * What the list shows.
   *
   * @param status one of {@link PolicyProposal#STATUSES}; empty for all
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Listing(String status, List<PolicyProposal> proposals, String next, String first) {

    /** What there is to choose from. */
    public List<String> statuses() {
      return PolicyProposal.STATUSES;
    }
  }

  /** What was proposed, newest first; those that wait unless somebody asks for others. */
  @GET
  public Response list(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    String status = form.first("status").orElse("pending");
    if (!status.equals("all") && !PolicyProposal.STATUSES.contains(status)) {
      throw InvalidRequest.at("status", "is not one that there is");
    }
    Page<PolicyProposal> page =
        Page.of(
            decisions.page(
                Optional.of(status).filter(PolicyProposal.STATUSES::contains),
                Page.decodeId(form.first("cursor")),
                PAGE + 1),
            PAGE,
            proposal -> proposal.id().toString(),
            Function.identity());
    Link here = Link.to(PATH).with(Map.of("status", status));
    return pages.show(
        Templates.policychanges(
            new Listing(
                status,
                page.items(),
                page.next() == null ? "" : here.with("cursor", page.next()).toString(),
                form.first("cursor").isPresent() ? here.toString() : "")));
  }

  /**
   * What would become of one policy.
   *
   * @param kind {@code created}, {@code changed} or {@code deleted}
   */
  record Change(String name, String kind, DocumentDifference difference) {

    static Change of(PolicyDocument before, PolicyDocument after) {
      String kind = before == null ? "created" : after == null ? "deleted" : "changed";
      return new Change(
          (before == null ? after : before).name(),
          kind,
          DocumentDifference.between(before, after));
    }
  }

  /**
   * What the page of one proposal shows.
   *
   * @param changes the first of them
   * @param more how many there are beside those
   * @param own whether the viewer may be its author, and so may not approve it
   * @param withdrawable whether the viewer may take it back
   * @param reason what they say to it
   * @param refusal why what they wanted was not done; empty if it was, or was not tried
   */
  record One(
      PolicyProposal proposal,
      List<Change> changes,
      int more,
      boolean own,
      boolean withdrawable,
      String reason,
      FieldErrors errors,
      String refusal) {

    /** Whether somebody can still say something to it. */
    public boolean isPending() {
      return proposal.status().equals("pending");
    }
  }

  /** One proposal. */
  @GET
  @Path("{id}")
  public Response change(@PathParam("id") UUID id) {
    return show(Status.OK, id, "", FieldErrors.NONE, "");
  }

  private Response show(Status status, UUID id, String reason, FieldErrors errors, String refusal) {
    PolicyProposal proposal = decisions.find(id).orElseThrow(NotFoundException::new);
    ChangeAuthor author = new ChangeAuthor(proposal.by(), proposal.subject(), proposal.issuer());
    ChangeAuthor me = authors.current();
    return pages.show(
        status,
        Templates.policychange(
            new One(
                proposal,
                proposal.changes().stream()
                    .limit(MOST_SHOWN)
                    .map(change -> Change.of(change.before(), change.after()))
                    .toList(),
                Math.max(0, proposal.changes().size() - MOST_SHOWN),
                author.mayBe(me),
                viewer.isAdmin() && author.equals(me),
                reason,
                errors,
                refusal)));
  }

  /** Makes the change. */
  @POST
  @Path("{id}/approval")
  @RolesAllowed(Roles.ADMIN)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response approve(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    return decide(id, sent, reason -> decisions.approve(authors.current(), id, reason));
  }

  /** Does not make the change. */
  @POST
  @Path("{id}/rejection")
  @RolesAllowed(Roles.ADMIN)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response reject(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    return decide(id, sent, reason -> decisions.reject(authors.current(), id, reason));
  }

  /** Takes a proposal of one's own back. */
  @POST
  @Path("{id}/withdrawal")
  @RolesAllowed(Roles.ADMIN)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response withdraw(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    return decide(
        id,
        sent,
        reason -> {
          decisions.withdraw(authors.current(), id);
          return null;
        });
  }

  private Response decide(
      UUID id,
      MultivaluedMap<String, String> sent,
      Function<Optional<String>, PolicyProposal> decision) {
    String reason = FormValues.of(sent).get("reason").replaceAll("\\R", " ");
    try {
      decision.apply(BodyFields.reason(SafeText.read(reason)));
      return Pages.seeOther(PATH + "/" + id);
    } catch (InvalidRequest e) {
      return show(Status.BAD_REQUEST, id, reason, FieldErrors.of(e), "");
    } catch (Objection e) {
      return switch (e.kind()) {
        case WRONG_PERSON -> show(Status.FORBIDDEN, id, reason, FieldErrors.NONE, e.getMessage());
        case CONFLICT -> show(Status.CONFLICT, id, reason, FieldErrors.NONE, e.getMessage());
        default -> throw e;
      };
    }
  }
}
