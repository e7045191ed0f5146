package io.sekisho.api;

import jakarta.ws.rs.core.EntityTag;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Revisions as entity tags: given with an answer, and demanded back by If-Match. */
final class Revisions {

  private static final Pattern ENTITY_TAG = Pattern.compile("\"(\\d{1,18})\"");

  private Revisions() {}

  static EntityTag tag(long revision) {
    return new EntityTag(Long.toString(revision));
  }

  /**
   * Without If-Match, or with {@code *}, a change applies to whatever is there. Tags that we never
   * gave, weak ones among them, match nothing we have (RFC 9110 §13.1.1).
   */
  static Optional<Set<Long>> matching(String ifMatch) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(ifMatch.split(","))
            .map(String::strip)
            .map(ENTITY_TAG::matcher)
            .filter(Matcher::matches)
            .map(tag -> Long.valueOf(tag.group(1)))
            .collect(Collectors.toSet()));
  }
}
