package io.sekisho.docs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RunningSekisho;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference of the API is what the running application says of itself. {@code
 * -Ddocs.write=true} writes it anew.
 */
@QuarkusTest
class ApiReferenceQuarkusTest extends RunningSekisho {

  private static final Path PAGE = Path.of("src/main/docs/api.md");

  /** What stands before it is written by hand. */
  private static final String MARK = "<!-- From here on the page is generated";

  @Test
  void shouldBeWhatTheApplicationSaysOfItself() throws IOException {
    String page = Files.readString(PAGE);
    String byHand = page.substring(0, page.indexOf('\n', page.indexOf(MARK)) + 1);
    String current = byHand + '\n' + ApiReference.of(description());
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, current);
    }
    assertThat(Files.readString(PAGE))
        .as("%s; ./mvnw test -Dtest=ApiReferenceQuarkusTest -Ddocs.write=true writes it anew", PAGE)
        .isEqualTo(current);
  }

  @Test
  void shouldFindACallThatIsNoMore() throws IOException {
    ObjectNode description = description();
    assertThat(description.withObject("/paths").remove("/api/v1/decisions")).isNotNull();

    assertThat(Files.readString(PAGE)).doesNotEndWith(ApiReference.of(description));
  }

  @Test
  void shouldTellEveryCallInShortToo() throws IOException {
    String page = Files.readString(PAGE);
    String byHand = page.substring(0, page.indexOf(MARK));
    description()
        .path("paths")
        .fieldNames()
        .forEachRemaining(path -> assertThat(byHand).as(path).contains(path + '`'));
  }

  private static ObjectNode description() throws IOException {
    String json = given().queryParam("format", "json").get("/q/openapi").asString();
    return (ObjectNode) new ObjectMapper().readTree(json);
  }
}
