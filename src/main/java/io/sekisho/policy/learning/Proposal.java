package io.sekisho.policy.learning;

import io.sekisho.policy.PolicyDocument;
import java.time.Instant;

/**
 * One policy, and what speaks for it.
 *
 * @param document the policy
 * @param attempts how many attempts it would have allowed
 * @param callers of how many users and service accounts
 * @param destinations to how many hosts and ports
 * @param first when the first of them was
 * @param last when the last of them was
 */
public record Proposal(
    PolicyDocument document,
    long attempts,
    int callers,
    int destinations,
    Instant first,
    Instant last) {

  /**
   * What is wanted.
   *
   * @param groups whether a group may stand for its members
   * @param wildcardFrom from how many hosts below one domain on they become one wildcard; 0: never
   * @param namePrefix what the names of the policies begin with
   */
  public record Options(boolean groups, int wildcardFrom, String namePrefix) {}
}
