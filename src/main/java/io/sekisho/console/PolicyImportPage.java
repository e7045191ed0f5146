package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.PolicyEdits;
import io.sekisho.api.PolicyLinter.Odd;
import io.sekisho.api.PolicySetReader;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.api.Roles;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.Objection;
import io.sekisho.store.PolicyDifference;
import io.sekisho.store.PolicySet;
import io.sekisho.store.PolicyStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Making all policies what a text says; first as a trial, then, of the same text, in earnest. */
@Path(PolicyImportPage.PATH)
@RolesAllowed(Roles.ADMIN)
public class PolicyImportPage {

  static final String PATH = PoliciesPage.PATH + "/import";

  /** Of what a text may change in thousands of places, on one page. */
  private static final int MOST_SHOWN = 200;

  private static final int MOST_ERRORS = 100;

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance policyimport(Import page);
  }

  private final PolicySetReader reader;
  private final PolicyEdits edits;
  private final PolicySet set;
  private final Pages pages;

  PolicyImportPage(PolicySetReader reader, PolicyEdits edits, PolicySet set, Pages pages) {
    this.reader = reader;
    this.edits = edits;
    this.set = set;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param text what was typed
   * @param allowEmpty whether every policy may be deleted
   * @param errors the first things that are wrong with the text, each with its path
   * @param more how many are wrong beside those
   * @param preview what the text would do; null if it was not looked at, or is wrong
   * @param changed whether the policies have changed since it was looked at first
   * @param refusal why it was refused otherwise; empty if it was not
   */
  record Import(
      String text,
      boolean allowEmpty,
      List<FieldError> errors,
      int more,
      Preview preview,
      boolean changed,
      String refusal) {

    static Import of(String text, boolean allowEmpty) {
      return new Import(text, allowEmpty, List.of(), 0, null, false, "");
    }
  }

  /**
   * What a text would do.
   *
   * @param version of the set that it was compared with
   * @param created how many it would add
   * @param changed how many it would change
   * @param deleted how many it would delete
   * @param unchanged how many it would leave
   * @param changes the first of them
   * @param more how many there are beside those
   * @param lint what would be odd then; the first of it
   * @param moreLint how much is beside that
   */
  record Preview(
      long version,
      int created,
      int changed,
      int deleted,
      int unchanged,
      List<PolicyChangesPage.Change> changes,
      int more,
      List<Odd> lint,
      int moreLint) {

    static Preview of(
        PolicyDifference difference,
        Map<String, PolicyDocument> there,
        List<PolicyDocument> documents,
        List<Odd> lint) {
      Set<String> created = Set.copyOf(difference.created());
      int all =
          difference.created().size() + difference.changed().size() + difference.deleted().size();
      List<PolicyChangesPage.Change> changes =
          Stream.of(
                  difference.deleted().stream()
                      .map(there::get)
                      .filter(Objects::nonNull)
                      .map(document -> PolicyChangesPage.Change.of(document, null)),
                  difference.changed().stream()
                      .map(one -> PolicyChangesPage.Change.of(one.before(), one.after())),
                  documents.stream()
                      .filter(document -> created.contains(document.name()))
                      .map(document -> PolicyChangesPage.Change.of(null, document)))
              .flatMap(stream -> stream)
              .limit(MOST_SHOWN)
              .toList();
      return new Preview(
          difference.version(),
          difference.created().size(),
          difference.changed().size(),
          difference.deleted().size(),
          difference.unchanged(),
          changes,
          all - changes.size(),
          lint.stream().limit(MOST_SHOWN).toList(),
          Math.max(0, lint.size() - MOST_SHOWN));
    }

    /** Whether the policies are already what the text says. */
    public boolean isSame() {
      return created + changed + deleted == 0;
    }
  }

  /** The place for the text. */
  @GET
  public Response blank() {
    return pages.show(Templates.policyimport(Import.of("", false)));
  }

  /** Tells what a text would do; if it comes with the version that this was told of, does it. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response replace(MultivaluedMap<String, String> sent) {
    // Not stripped: YAML means something by white space.
    String text =
        SafeText.read(Optional.ofNullable(sent.getFirst("text")).orElse("").replace("\r\n", "\n"));
    FormValues form = FormValues.of(sent);
    Import page = Import.of(text, form.get("allowEmpty").equals("true"));
    List<PolicyDocument> documents;
    try {
      documents = read(page);
    } catch (InvalidRequest e) {
      return pages.show(Status.BAD_REQUEST, Templates.policyimport(wrong(page, e)));
    }
    Optional<Long> version = form.first("version").map(PoliciesPage::revision);
    return version.isPresent()
        ? apply(page, documents, version.get())
        : show(Status.OK, page, documents, false, "");
  }

  private List<PolicyDocument> read(Import page) {
    byte[] bytes = page.text().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > PolicySetReader.MAX_SIZE) {
      throw InvalidRequest.at("text", "must be at most " + PolicySetReader.MAX_SIZE + " bytes");
    }
    return reader.readForImport(bytes, true, page.allowEmpty());
  }

  private static Import wrong(Import page, InvalidRequest invalid) {
    List<FieldError> errors = invalid.errors();
    return new Import(
        page.text(),
        page.allowEmpty(),
        errors.stream().limit(MOST_ERRORS).toList(),
        Math.max(0, errors.size() - MOST_ERRORS),
        null,
        false,
        "");
  }

  private Response apply(Import page, List<PolicyDocument> documents, long version) {
    try {
      return edits
          .replaceAll(Optional.of(Set.of(version)), documents)
          .proposal()
          .map(proposal -> Pages.seeOther(PolicyChangesPage.PATH + "/" + proposal.id()))
          .orElseGet(() -> Pages.seeOther(PoliciesPage.PATH));
    } catch (PolicyStore.Changed e) {
      return show(Status.PRECONDITION_FAILED, page, documents, true, "");
    } catch (Objection e) {
      return show(Status.TOO_MANY_REQUESTS, page, documents, false, e.getMessage());
    }
  }

  private Response show(
      Status status, Import page, List<PolicyDocument> documents, boolean changed, String refusal) {
    PolicyEdits.Replacement would = edits.compare(Optional.empty(), documents);
    return pages.show(
        status,
        Templates.policyimport(
            new Import(
                page.text(),
                page.allowEmpty(),
                List.of(),
                0,
                Preview.of(would.difference().orElseThrow(), there(), documents, would.lint()),
                changed,
                refusal)));
  }

  /** What there is, by name: to show what would be lost. */
  private Map<String, PolicyDocument> there() {
    return set.read().documents().stream()
        .collect(Collectors.toMap(PolicyDocument::name, Function.identity()));
  }
}
