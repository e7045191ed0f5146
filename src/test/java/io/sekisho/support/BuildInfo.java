package io.sekisho.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;

/** What {@code GET /q/info} of a running application answers. */
public final class BuildInfo {

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

  private BuildInfo() {}

  /**
   * Reads it and asserts that each of its values is of a form that holds no name of a person or a
   * machine, and no path.
   */
  public static JsonPath assertTellsOfTheBuildAlone(String managementUrl) {
    JsonPath info =
        RestAssured.given()
            .baseUri(managementUrl)
            .get("/q/info")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(info.getMap("$")).containsOnlyKeys("build", "java");
    assertThat(info.getMap("java")).containsOnlyKeys("version", "vendor", "vendorVersion");
    assertThat(info.getMap("build"))
        .containsOnlyKeys("name", "version", "commit", "commitTime", "modified", "quarkusVersion");
    assertThat(info.getString("build.name")).isEqualTo("sekisho");
    assertThat(info.getString("build.version")).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(info.getString("build.quarkusVersion")).matches("3\\.\\d+\\.\\d+");
    assertThat(info.getString("build.commit")).matches("[0-9a-f]{40}|unknown");
    assertThat(info.getString("build.commitTime")).matches(TIME + "|unknown");
    assertThat(info.getString("build.modified")).isIn("true", "false", "unknown");
    return info;
  }
}
