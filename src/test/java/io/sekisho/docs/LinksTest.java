package io.sekisho.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.docs.Links.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link of a document to a file or a heading of this repository leads somewhere. */
class LinksTest {

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Benchmark))`");

  private final List<Document> documents = documents();

  @Test
  void shouldLeadSomewhere() {
    assertThat(new Links(documents).all()).hasSizeGreaterThan(20);
    assertThat(new Links(documents).broken()).isEmpty();
  }

  @Test
  void shouldFindEveryHeadingThatIsTakenOut() {
    Map<String, Link> toHeadings = new TreeMap<>();
    for (Link link : new Links(documents).all()) {
      if (!link.anchor().isEmpty()) {
        toHeadings.put(link.file() + "#" + link.anchor(), link);
      }
    }
    assertThat(toHeadings).isNotEmpty();
    toHeadings.forEach(
        (target, link) ->
            assertThat(new Links(withoutHeading(link)).broken())
                .isNotEmpty()
                .allSatisfy(broken -> assertThat(broken).endsWith(": " + target)));
  }

  @Test
  void shouldFindWhatLeadsNowhere() {
    Document readme = documents.get(0);
    int line = readme.lines().size() + 1;
    assertThat(brokenWith("see [this](src/main/docs/no-such.md)"))
        .containsExactly("README.md:" + line + ": src/main/docs/no-such.md");
    assertThat(brokenWith("see [`this`](src/main/docs/audit.md#no-such)"))
        .containsExactly("README.md:" + line + ": src/main/docs/audit.md#no-such");
    assertThat(brokenWith("see [this](#no-such)"))
        .containsExactly("README.md:" + line + ": README.md#no-such");
    assertThat(brokenWith("see [this](https://example.com/no-such)")).isEmpty();
  }

  /** What is said to prove something is there to be run. */
  @Test
  void shouldNameTestsThatThereAre() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
              .collect(Collectors.toSet());
    }
    Map<String, Path> named = new TreeMap<>();
    for (Document document : documents) {
      for (int line : document.prose()) {
        TEST.matcher(document.lines().get(line))
            .results()
            .forEach(result -> named.put(result.group(1), document.path()));
      }
    }
    assertThat(named).isNotEmpty();
    named.keySet().removeAll(tests);
    assertThat(named).as("tests that are named and not there").isEmpty();
  }

  private List<String> brokenWith(String line) {
    List<Document> changed = new ArrayList<>(documents);
    changed.set(0, documents.get(0).and(line));
    return new Links(changed).broken();
  }

  private List<Document> withoutHeading(Link link) {
    return documents.stream()
        .map(
            document -> {
              if (!document.path().equals(link.file())) {
                return document;
              }
              int heading =
                  document.anchors().entrySet().stream()
                      .filter(anchor -> anchor.getValue().equals(link.anchor()))
                      .mapToInt(Map.Entry::getKey)
                      .findFirst()
                      .orElseThrow(() -> new AssertionError(link + " leads nowhere"));
              return document.with(heading, "");
            })
        .toList();
  }

  private static List<Document> documents() {
    List<Document> documents = new ArrayList<>();
    documents.add(Document.read("README.md"));
    documents.add(Document.read("CONTRIBUTING.md"));
    try (Stream<Path> files = Files.walk(Path.of("src/main/docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Document::read)
          .forEach(documents::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return documents;
  }
}
