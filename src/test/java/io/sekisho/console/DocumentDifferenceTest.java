package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.console.DocumentDifference.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentDifferenceTest {

  private static final String BEFORE =
      """
      {"name": "p", "description": "", "enabled": true, "effect": "allow", "mode": "enforce",
       "subjects": [{"kind": "user", "value": "alice"}, {"kind": "user", "value": "bob"}],
       "destinations": [{"host": "example.com", "ports": ["443"]}],
       "tls": null, "validFrom": null, "validUntil": null, "schedule": null,
       "limits": {"bytesPerDay": 5}}
      """;

  @Test
  void shouldTellEachFieldThatDiffersAndOnlyTheEntriesThatDo() {
    String after =
        BEFORE
            .replace("\"bob\"", "\"carol\"")
            .replace("\"tls\": null", "\"tls\": \"off\"")
            .replace("{\"bytesPerDay\": 5}", "null");

    assertThat(between(BEFORE, after).fields())
        .containsExactlyInAnyOrder(
            new Field("subjects", List.of("user bob"), List.of("user carol")),
            new Field("tls", List.of(), List.of("off")),
            new Field("limits.bytesPerDay", List.of("5"), List.of()));
  }

  @Test
  void shouldTellNothingOfTheSame() {
    assertThat(between(BEFORE, BEFORE).isEmpty()).isTrue();
  }

  @Test
  void shouldTellAllOfWhatIsNewOrGone() {
    assertThat(between("null", BEFORE).fields())
        .contains(new Field("name", List.of(), List.of("p")))
        .allMatch(field -> field.removed().isEmpty());
    assertThat(between(BEFORE, "null").fields())
        .contains(new Field("subjects", List.of("user alice", "user bob"), List.of()))
        .allMatch(field -> field.added().isEmpty());
  }

  /** What somebody writes into the database by hand has any form. */
  @Test
  void shouldTellWhatIsNoPolicyAsItIs() {
    assertThat(between(BEFORE, "{\"subjects\": \"all\"}").fields())
        .contains(new Field("policy", List.of(), List.of("{\"subjects\":\"all\"}")));
    assertThat(between("{\"name\": \"p\", \"more\": 1}", "{\"name\": \"q\"}").fields())
        .containsExactly(new Field("name", List.of("p"), List.of("q")));
  }

  private static DocumentDifference between(String before, String after) {
    return DocumentDifference.between(read(before), read(after));
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
