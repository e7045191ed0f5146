package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.StoredPolicy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A policy in its public form.
 *
 * @param id given by the server
 * @param tls null where the port suggests it
 * @param validFrom null for ever since
 * @param validUntil null for ever
 * @param schedule null for all hours of the week
 * @param limits null for the configured ones
 * @param revision grows with every change of this policy; also in the ETag
 * @param lint what is odd about it, or about others because of it; in answers to changes only
 */
@RegisterForReflection(
    targets = {
      PolicyView.class,
      PolicyDocument.class,
      PolicyDocument.SubjectDocument.class,
      PolicyDocument.DestinationDocument.class,
      PolicyDocument.ScheduleDocument.class,
      PolicyDocument.LimitsDocument.class
    })
public record PolicyView(
    UUID id,
    String name,
    String description,
    boolean enabled,
    String effect,
    List<PolicyDocument.SubjectDocument> subjects,
    List<PolicyDocument.DestinationDocument> destinations,
    @Schema(
            enumeration = {"verify", "require", "off"},
            nullable = true)
        String tls,
    @Schema(enumeration = {"enforce", "report"}) String mode,
    @Schema(format = "date-time", nullable = true) String validFrom,
    @Schema(format = "date-time", nullable = true) String validUntil,
    @Schema(nullable = true) PolicyDocument.ScheduleDocument schedule,
    @Schema(nullable = true) PolicyDocument.LimitsDocument limits,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<PolicyLinter.Odd> lint) {

  static PolicyView of(StoredPolicy policy) {
    return of(policy, null);
  }

  static PolicyView of(StoredPolicy policy, List<PolicyLinter.Odd> lint) {
    PolicyDocument document = policy.document();
    return new PolicyView(
        policy.id(),
        document.name(),
        document.description(),
        document.enabled(),
        document.effect(),
        document.subjects(),
        document.destinations(),
        document.tls(),
        document.mode(),
        document.validFrom(),
        document.validUntil(),
        document.schedule(),
        document.limits(),
        policy.revision(),
        policy.createdAt(),
        policy.updatedAt(),
        lint);
  }
}
