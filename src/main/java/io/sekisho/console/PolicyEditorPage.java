package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.PolicyEdits;
import io.sekisho.api.Roles;
import io.sekisho.console.FormMistakes.Mistake;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.Objection;
import io.sekisho.store.PolicyStore;
import io.sekisho.store.StoredPolicy;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writing policies, deleting them, and the way back. */
@Path(PoliciesPage.PATH)
@RolesAllowed(Roles.ADMIN)
public class PolicyEditorPage {

  private static final String NEW = PoliciesPage.PATH + "/new";
  private static final int MOST_OF_NAME = 100;
  private static final String COPY = "-copy";

  /** What a new policy is unless somebody says otherwise. */
  private static final FormValues BLANK =
      new FormValues(Map.of("enabled", List.of("true"), "effect", List.of("allow")));

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance policyeditor(Editor editor);

    static native TemplateInstance policyremoval(Removal removal);

    static native TemplateInstance policyrollback(RollBack rollback);
  }

  private final PolicyStore store;
  private final PolicyEdits edits;
  private final Pages pages;

  PolicyEditorPage(PolicyStore store, PolicyEdits edits, Pages pages) {
    this.store = store;
    this.edits = edits;
    this.pages = pages;
  }

  /**
   * What the form shows.
   *
   * @param id the policy's; null if it is to be added
   * @param form what was typed, or what the policy is
   * @param revision what the form is based on; 0 if there is no policy
   * @param changed what somebody else has made of the policy meanwhile, against what the form says;
   *     null if nothing
   * @param gone whether somebody else has deleted it meanwhile
   * @param refusal why it was refused otherwise; empty if it was not
   */
  record Editor(
      UUID id,
      FormValues form,
      FormMistakes mistakes,
      long revision,
      DocumentDifference changed,
      boolean gone,
      String refusal) {

    static Editor of(UUID id, FormValues form, long revision) {
      return new Editor(id, form, FormMistakes.NONE, revision, null, false, "");
    }

    Editor with(FormMistakes wrong) {
      return new Editor(id, form, wrong, revision, changed, gone, refusal);
    }

    /** Where the form is sent to. */
    public String action() {
      return id == null ? NEW : PoliciesPage.PATH + "/" + id + "/edit";
    }

    /** Where one goes who does not save it. */
    public String back() {
      return id == null ? PoliciesPage.PATH : PoliciesPage.PATH + "/" + id;
    }

    /** The days of the week. */
    public List<String> days() {
      return PolicyForm.days();
    }

    /** Whether a day was chosen. */
    public boolean chosen(String day) {
      return form.values().getOrDefault("schedule.days", List.of()).contains(day);
    }

    /** The type of a field for a time: one that can show what is in it. */
    public String timeType(String field) {
      String time = form.get(field);
      return time.isEmpty() || PolicyForm.isLocal(time) ? "datetime-local" : "text";
    }
  }

  /**
   * The form for a new policy.
   *
   * @param from the id of one that it begins as a copy of; null for none
   */
  @GET
  @Path("new")
  public Response blank(@QueryParam("from") UUID from) {
    FormValues form = from == null ? BLANK : copy(find(from).document());
    return pages.show(Templates.policyeditor(Editor.of(null, form, 0)));
  }

  private static FormValues copy(PolicyDocument document) {
    String name = document.name();
    Map<String, List<String>> values = new HashMap<>(PolicyForm.of(document).values());
    int kept = Math.min(name.length(), MOST_OF_NAME - COPY.length());
    values.put("name", List.of(name.substring(0, kept) + COPY));
    return new FormValues(Map.copyOf(values));
  }

  /** Adds a policy. */
  @POST
  @Path("new")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response create(MultivaluedMap<String, String> sent) {
    return save(Editor.of(null, FormValues.of(sent), 0));
  }

  /** The form with a policy in it. */
  @GET
  @Path("{id}/edit")
  public Response edit(@PathParam("id") UUID id) {
    StoredPolicy policy = find(id);
    return pages.show(
        Templates.policyeditor(Editor.of(id, PolicyForm.of(policy.document()), policy.revision())));
  }

  /** Replaces a policy. */
  @POST
  @Path("{id}/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response replace(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    return save(Editor.of(id, form, PoliciesPage.revision(form.get("revision"))));
  }

  private Response save(Editor editor) {
    PolicyForm.Reading reading = PolicyForm.read(editor.form());
    if (!reading.mistakes().isEmpty()) {
      return again(Status.BAD_REQUEST, editor.with(reading.mistakes()));
    }
    UUID id = editor.id();
    PolicyDocument document = reading.document();
    try {
      return after(
          id == null
              ? edits.create(document)
              : edits.replace(id, Optional.of(Set.of(editor.revision())), document));
    } catch (PolicyStore.NameTaken e) {
      Mistake taken = new Mistake("name", 0, "", "is the name of another policy");
      return again(Status.CONFLICT, editor.with(new FormMistakes(List.of(taken))));
    } catch (PolicyStore.Changed | PolicyStore.Missing e) {
      return again(Status.PRECONDITION_FAILED, overtaken(editor, document));
    } catch (Objection e) {
      return again(
          e.kind() == Objection.Kind.TOO_MANY ? Status.TOO_MANY_REQUESTS : Status.CONFLICT,
          new Editor(
              id,
              editor.form(),
              FormMistakes.NONE,
              editor.revision(),
              null,
              false,
              e.getMessage()));
    }
  }

  /** The same form, based on what is there now: to save it again is to know that. */
  private Editor overtaken(Editor editor, PolicyDocument wanted) {
    return store
        .find(editor.id())
        .map(
            now ->
                new Editor(
                    editor.id(),
                    editor.form(),
                    FormMistakes.NONE,
                    now.revision(),
                    DocumentDifference.between(now.document(), wanted),
                    false,
                    ""))
        .orElseGet(() -> new Editor(null, editor.form(), FormMistakes.NONE, 0, null, true, ""));
  }

  private Response again(Status status, Editor editor) {
    return pages.show(status, Templates.policyeditor(editor));
  }

  /**
   * What deleting asks.
   *
   * @param changed whether it has changed since it was asked first
   */
  record Removal(StoredPolicy policy, boolean changed) {}

  /** Asks whether a policy shall be deleted. */
  @GET
  @Path("{id}/removal")
  public Response removal(@PathParam("id") UUID id) {
    return pages.show(Templates.policyremoval(new Removal(find(id), false)));
  }

  /** Deletes a policy. */
  @POST
  @Path("{id}/removal")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response delete(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    long revision = PoliciesPage.revision(FormValues.of(sent).get("revision"));
    try {
      return after(edits.delete(id, Optional.of(Set.of(revision))));
    } catch (PolicyStore.Changed e) {
      return pages.show(
          Status.PRECONDITION_FAILED, Templates.policyremoval(new Removal(find(id), true)));
    }
  }

  /**
   * What going back asks.
   *
   * @param name what the policy was called then
   * @param to the revision to go back to
   * @param revision of the policy now; null if it is deleted
   * @param difference what would become of it
   * @param changed whether it has changed since it was asked first
   */
  record RollBack(
      UUID id,
      String name,
      long to,
      Long revision,
      DocumentDifference difference,
      boolean changed) {}

  /**
   * Asks whether a policy shall be what it was again.
   *
   * @param to after which revision
   */
  @GET
  @Path("{id}/rollback")
  public Response rollBack(@PathParam("id") UUID id, @QueryParam("to") String to) {
    return pages.show(Templates.policyrollback(rollBack(id, PoliciesPage.revision(to), false)));
  }

  private RollBack rollBack(UUID id, long to, boolean changed) {
    PolicyDocument then = edits.asOf(id, to);
    Optional<StoredPolicy> now = store.find(id);
    return new RollBack(
        id,
        then.name(),
        to,
        now.map(StoredPolicy::revision).orElse(null),
        DocumentDifference.between(now.map(StoredPolicy::document).orElse(null), then),
        changed);
  }

  /** Makes a policy what it was. */
  @POST
  @Path("{id}/rollback")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response goBack(@PathParam("id") UUID id, MultivaluedMap<String, String> sent) {
    FormValues form = FormValues.of(sent);
    long to = PoliciesPage.revision(form.get("to"));
    Optional<Set<Long>> revisions = form.first("revision").map(PoliciesPage::revision).map(Set::of);
    try {
      if (revisions.isEmpty() && store.find(id).isPresent()) {
        throw new PolicyStore.Changed();
      }
      return after(edits.rollBack(id, revisions, to));
    } catch (PolicyStore.Changed e) {
      return pages.show(
          Status.PRECONDITION_FAILED, Templates.policyrollback(rollBack(id, to, true)));
    }
  }

  /** To the policy, or to what was proposed, or, if it is gone, to the others. */
  private static Response after(PolicyEdits.Edit edit) {
    return edit.proposal()
        .map(proposal -> Pages.seeOther(PolicyChangesPage.PATH + "/" + proposal.id()))
        .or(
            () ->
                edit.policy().map(policy -> Pages.seeOther(PoliciesPage.PATH + "/" + policy.id())))
        .orElseGet(() -> Pages.seeOther(PoliciesPage.PATH));
  }

  private StoredPolicy find(UUID id) {
    return store.find(id).orElseThrow(NotFoundException::new);
  }
}
