package io.sekisho.operation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sekisho.support.RunningSekisho;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Where no client needs the plain port any more, the one over TLS is all there is. */
@QuarkusTest
@TestProfile(TlsAloneQuarkusTest.TlsAlone.class)
class TlsAloneQuarkusTest extends RunningSekisho {

  /** The switch under test. */
  public static class TlsAlone implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.proxy.plain", "false");
    }
  }

  @Test
  void shouldBeReady() {
    String port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class);
    given()
        .get("http://localhost:" + port + "/q/health/ready")
        .then()
        .body("checks.find { it.name == 'proxy' }.data.listening", equalTo(true))
        .statusCode(200);
  }
}
