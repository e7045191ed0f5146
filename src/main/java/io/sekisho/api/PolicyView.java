package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.StoredPolicy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A policy in its public form.
 *
 * @param id given by the server
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
        policy.revision(),
        policy.createdAt(),
        policy.updatedAt());
  }
}
