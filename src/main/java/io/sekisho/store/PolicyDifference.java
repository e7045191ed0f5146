package io.sekisho.store;

import io.sekisho.policy.PolicyDocument;
import java.util.List;

/**
 * What makes one set of policies another.
 *
 * @param created the names of those that are new, in their order
 * @param changed those that are different, in the order of their names
 * @param deleted the names of those that are gone, in their order
 * @param unchanged how many are the same
 * @param version the version of the whole set, after the change if it was made
 */
public record PolicyDifference(
    List<String> created,
    List<Changed> changed,
    List<String> deleted,
    int unchanged,
    long version) {

  /** One policy that is different. */
  public record Changed(String name, PolicyDocument before, PolicyDocument after) {}
}
