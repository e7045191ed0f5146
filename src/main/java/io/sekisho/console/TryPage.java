package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.sekisho.api.DecisionQuestion;
import io.sekisho.api.DecisionView;
import io.sekisho.api.Decisions;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.Problem.FieldError;
import io.sekisho.api.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Would somebody be let through, and why? */
@Path("/console/try")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
public class TryPage {

  private static final String PATH = "/console/try";
  private static final int ALL = 1_000;
  private static final Set<String> FIELDS =
      Set.of("user", "groups", "serviceAccount", "host", "port", "address", "at", "limit");

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance tryout(Trial trial);
  }

  private final Decisions decisions;
  private final Pages pages;

  TryPage(Decisions decisions, Pages pages) {
    this.decisions = decisions;
    this.pages = pages;
  }

  /**
   * A question and its answer.
   *
   * @param groups as the field shows them
   * @param at as the field shows it
   * @param answer null if nothing was asked, or what was is not right
   */
  record Trial(FormValues form, FieldErrors errors, String groups, String at, DecisionView answer) {

    /** What is wrong with what has no field. */
    public List<FieldError> otherErrors() {
      return errors.all().stream()
          .filter(error -> error.field().equals("limit") || !FIELDS.contains(error.field()))
          .toList();
    }

    /** Where more policies are considered; empty if that is no use. */
    public String further() {
      if (answer.omitted() == 0 || answer.considered().size() >= ALL) {
        return "";
      }
      Map<String, String> asked = new LinkedHashMap<>();
      form.values().forEach((name, values) -> asked.put(name, String.join("\n", values)));
      return Link.to(PATH).with(asked).with("limit", Integer.toString(ALL)).toString();
    }

    /** The recorded attempts of this user at this destination. */
    public String attempts() {
      return Link.to(TunnelsPage.PATH)
          .with("user", form.get("user"))
          .with("host", form.get("host"))
          .with("port", form.get("port"))
          .with("range", "30d")
          .toString();
    }
  }

  /** The form, and what would be decided about what is in it. */
  @GET
  public Response tryOut(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    String groups = String.join("\n", groups(form));
    String at = form.get("at");
    if (form.values().isEmpty()) {
      return pages.show(Templates.tryout(new Trial(form, FieldErrors.NONE, groups, at, null)));
    }
    try {
      DecisionView answer = decisions.explain(question(form));
      String asked = at.isEmpty() ? "" : Range.inAField(answer.at());
      return pages.show(Templates.tryout(new Trial(form, FieldErrors.NONE, groups, asked, answer)));
    } catch (InvalidRequest e) {
      return pages.show(
          Status.BAD_REQUEST,
          Templates.tryout(new Trial(form, FieldErrors.of(e), groups, at, null)));
    }
  }

  private static DecisionQuestion question(FormValues form) {
    form.values().keySet().stream()
        .filter(Predicate.not(FIELDS::contains))
        .findFirst()
        .ifPresent(
            name -> {
              throw InvalidRequest.at(name, "is not a field of this form");
            });
    return new DecisionQuestion(
        form.first("user").orElse(null),
        groups(form),
        form.first("serviceAccount").orElse(null),
        form.first("host").orElse(null),
        number(form, "port"),
        form.first("address").orElse(null),
        form.first("at").map(text -> Range.time("at", text).toString()).orElse(null),
        number(form, "limit"));
  }

  /** Apart by commas or lines. */
  private static List<String> groups(FormValues form) {
    return form.values().getOrDefault("groups", List.of()).stream()
        .flatMap(text -> Arrays.stream(text.split("[,\\r\\n]")))
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .toList();
  }

  private static Integer number(FormValues form, String name) {
    try {
      return form.first(name).map(Integer::valueOf).orElse(null);
    } catch (NumberFormatException e) {
      throw InvalidRequest.at(name, "must be a number");
    }
  }
}
