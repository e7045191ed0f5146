package io.sekisho.store;

import io.sekisho.policy.PolicyDocument;
import java.time.Instant;
import java.util.UUID;

/**
 * A policy as it is kept.
 *
 * @param document what an administrator wrote
 * @param revision grows with every change of this policy
 */
public record StoredPolicy(
    UUID id, PolicyDocument document, long revision, Instant createdAt, Instant updatedAt) {}
