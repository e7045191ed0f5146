package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.policy.Subject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A policy as those see it whom it is about: nothing of who else is, and no description, which is
 * for administrators.
 *
 * @param subjects those of its subjects that the caller is
 * @param tls null where the port suggests it
 * @param validFrom null for ever since
 * @param validUntil null for ever
 * @param schedule null for all hours of the week
 * @param limits null for the configured ones
 * @param active whether it acts right now
 * @param activeUntil until when it goes on to act; null if it does not act, or has no end
 */
@RegisterForReflection
public record OwnPolicyView(
    String name,
    @Schema(enumeration = {"allow", "deny"}) String effect,
    @Schema(enumeration = {"enforce", "report"}) String mode,
    List<SubjectDocument> subjects,
    List<PolicyDocument.DestinationDocument> destinations,
    @Schema(
            enumeration = {"verify", "require", "off"},
            nullable = true)
        String tls,
    @Schema(format = "date-time", nullable = true) String validFrom,
    @Schema(format = "date-time", nullable = true) String validUntil,
    @Schema(nullable = true) PolicyDocument.ScheduleDocument schedule,
    @Schema(nullable = true) PolicyDocument.LimitsDocument limits,
    boolean active,
    @Schema(nullable = true) Instant activeUntil) {

  /** What policies can call the caller; names that no policy can have are left out. */
  static Set<SubjectDocument> subjects(Caller caller) {
    Set<SubjectDocument> subjects = new LinkedHashSet<>();
    Subject.of(caller).stream()
        .map(OwnPolicyView::document)
        .filter(subject -> subject.value() == null || isName(subject.value()))
        .forEach(subjects::add);
    return subjects;
  }

  /**
   * The caller's part of a policy.
   *
   * @param mine the caller's subjects
   * @return empty if it is about none of them, or was changed by hand into what is no policy
   */
  static Optional<OwnPolicyView> of(
      PolicyDocument document, Set<SubjectDocument> mine, Instant now) {
    List<SubjectDocument> matching = document.subjects().stream().filter(mine::contains).toList();
    return matching.isEmpty()
        ? Optional.empty()
        : compiled(document).map(policy -> view(document, policy, matching, now));
  }

  private static OwnPolicyView view(
      PolicyDocument document, Policy policy, List<SubjectDocument> matching, Instant now) {
    boolean active = policy.enabled() && policy.timing().isActive(now);
    return new OwnPolicyView(
        document.name(),
        document.effect(),
        document.mode(),
        matching,
        document.destinations(),
        document.tls(),
        document.validFrom(),
        document.validUntil(),
        document.schedule(),
        document.limits(),
        active,
        active ? policy.timing().actsUntil(now).orElse(null) : null);
  }

  private static Optional<Policy> compiled(PolicyDocument document) {
    try {
      return Optional.of(PolicyCompiler.compile(document));
    } catch (PolicyCompiler.InvalidPolicy e) {
      return Optional.empty();
    }
  }

  private static SubjectDocument document(Subject subject) {
    if (subject instanceof Subject.User user) {
      return new SubjectDocument("user", user.name());
    }
    if (subject instanceof Subject.ServiceAccount account) {
      return new SubjectDocument("serviceAccount", account.name());
    }
    if (subject instanceof Subject.Group group) {
      return new SubjectDocument("group", group.name());
    }
    return new SubjectDocument("anyone", null);
  }

  private static boolean isName(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
