package io.sekisho.operation;

import static io.sekisho.support.BuildInfo.assertTellsOfTheBuildAlone;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.RunningSekisho;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What is told of the build, and where. */
@QuarkusTest
class BuildInfoQuarkusTest extends RunningSekisho {

  private final Config config = ConfigProvider.getConfig();

  @Test
  void shouldTellOfTheBuildAloneOnTheManagementPort() {
    String port = config.getValue("quarkus.management.test-port", String.class);

    JsonPath info = assertTellsOfTheBuildAlone("http://localhost:" + port);

    assertThat(info.getString("build.version"))
        .isEqualTo(config.getValue("quarkus.application.version", String.class));
  }

  @Test
  void shouldNotTellItOnThePortOfTheApi() {
    RestAssured.given().get("/q/info").then().statusCode(404);
  }
}
