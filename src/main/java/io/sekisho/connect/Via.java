package io.sekisho.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The proxies that a request has come through (RFC 9110 §7.6.3).
 *
 * @param passages one {@code protocol received-by} each, comments left out
 */
public record Via(List<String> passages) {

  /** No sane chain is longer; a loop through proxies that each forget something would be. */
  private static final int MAX_PASSAGES = 16;

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
  private static final Pattern PASSAGE =
      Pattern.compile("[ \\t]*(" + TOKEN + "(?:/" + TOKEN + ")?)[ \\t]+([^\\s,()\"]+)[ \\t]*");

  /** Copies the passages. */
  public Via {
    passages = List.copyOf(passages);
  }

  /** Reads the values of a request's Via lines; what is no passage is passed over. */
  public static Via read(List<String> values) {
    List<String> passages = new ArrayList<>();
    for (String value : values) {
      for (String part : withoutComments(value).split(",")) {
        Matcher passage = PASSAGE.matcher(part);
        if (passage.matches()) {
          passages.add(passage.group(1) + " " + passage.group(2));
        }
      }
    }
    return new Via(passages);
  }

  /** They may hold anything, commas and each other too (RFC 9110 §5.6.5). */
  private static String withoutComments(String value) {
    StringBuilder left = new StringBuilder(value.length());
    int depth = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == '\\' && depth > 0) {
        i++;
      } else if (depth == 0) {
        left.append(c);
      }
    }
    return left.toString();
  }

  /** Whether the request has come through the named proxy, or through too many to go on. */
  public boolean isLoopFor(String realm) {
    String suffix = " " + pseudonym(realm);
    return passages.size() > MAX_PASSAGES
        || passages.stream().anyMatch(passage -> passage.endsWith(suffix));
  }

  /** The value to send on, with the named proxy added, which received the request in HTTP/1.1. */
  public String through(String realm) {
    List<String> all = new ArrayList<>(passages);
    all.add("1.1 " + pseudonym(realm));
    return all.stream().collect(Collectors.joining(", "));
  }

  /** The name as a token: every other character becomes a hyphen. */
  private static String pseudonym(String realm) {
    return realm.replaceAll("[^A-Za-z0-9!#$%&'*+.^_`|~-]", "-");
  }
}
