package io.sekisho.api;

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
 * @param revision grows with every change of this policy; also in the ETag
 */
@RegisterForReflection(
    targets = {
      PolicyView.class,
      PolicyDocument.class,
      PolicyDocument.SubjectDocument.class,
      PolicyDocument.DestinationDocument.class
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
    long revision,
    Instant createdAt,
    Instant updatedAt) {

  static PolicyView of(StoredPolicy policy) {
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
        policy.revision(),
        policy.createdAt(),
        policy.updatedAt());
  }
}
