package io.sekisho.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where documents lead to, in this repository. */
final class Links {

  private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  private final Map<Path, Document> documents;
  private final Map<Path, Set<String>> anchors = new HashMap<>();

  /** Of all these documents together. */
  Links(Collection<Document> documents) {
    this.documents =
        documents.stream().collect(Collectors.toMap(Document::path, Function.identity()));
  }

  /**
   * A link.
   *
   * @param file where it leads to
   * @param anchor the heading there; empty for none
   */
  record Link(Document from, int line, Path file, String anchor) {

    @Override
    public String toString() {
      return from.path() + ":" + (line + 1) + ": " + file + (anchor.isEmpty() ? "" : "#" + anchor);
    }
  }

  List<Link> all() {
    return documents.values().stream().flatMap(document -> of(document).stream()).toList();
  }

  /** Those that lead nowhere. */
  List<String> broken() {
    return all().stream().filter(link -> !resolves(link)).map(Link::toString).sorted().toList();
  }

  private static List<Link> of(Document document) {
    List<Link> links = new ArrayList<>();
    for (int line : document.prose()) {
      Matcher matcher = LINK.matcher(document.lines().get(line));
      while (matcher.find()) {
        if (!ELSEWHERE.matcher(matcher.group(1)).matches()) {
          links.add(link(document, line, matcher.group(1)));
        }
      }
    }
    return links;
  }

  private static Link link(Document from, int line, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path path =
        file.isEmpty()
            ? from.path()
            : Path.of("").resolve(from.path()).resolveSibling(file).normalize();
    return new Link(from, line, path, hash < 0 ? "" : target.substring(hash + 1));
  }

  private boolean resolves(Link link) {
    if (link.anchor().isEmpty()) {
      return Files.exists(link.file());
    }
    return anchors.computeIfAbsent(link.file(), this::anchors).contains(link.anchor());
  }

  private Set<String> anchors(Path file) {
    Document document = documents.get(file);
    return document == null ? Set.of() : Set.copyOf(document.anchors().values());
  }
}
