package io.sekisho.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One change of a policy, as its history has it.
 *
 * @param revision the policy's after the change
 * @param at when it was made
 * @param by who made it; null if it did not come through the application
 * @param subject the author's {@code sub}, null like {@code by}
 * @param issuer the author's {@code iss}, null like {@code by}
 * @param approvedBy who agreed to it; null if it did not take a second administrator
 * @param action {@code created}, {@code changed}, {@code deleted}, {@code rolled_back} or {@code
 *     imported}
 * @param before the document until then, null if there was none
 * @param after the document since then, null if there is none
 */
public record PolicyChange(
    long revision,
    Instant at,
    String by,
    String subject,
    String issuer,
    String approvedBy,
    String action,
    JsonNode before,
    JsonNode after) {}
