package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Http2Client;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.SilentTarget;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not wait for the answer. */
@QuarkusTest
class AbandonedQuarkusTest extends RunningSekisho {

  @Inject AdmissionGate gate;
  @Inject Draining draining;

  private final String user = "leaver-" + UUID.randomUUID();

  @BeforeEach
  void allowUser() {
    allow(Map.of("kind", "user", "value", user), "127.0.0.1");
  }

  @Test
  void theWayToTheTargetIsGivenUpWithTheClient() {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0)) {
      RawClient client =
          client().requestTunnel("127.0.0.1:" + silent.port(), bearer(issuer.pass(user)));
      await().until(() -> draining.passages() > 0);
      client.reset();

      assertGivenUp();
    }
  }

  @Test
  void aStreamThatIsResetLeavesNothingBehindEither() {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0);
        Http2Client client = Http2Client.connect(proxy.tlsPort(), certificates.anonymous())) {
      client.connectTo(1, "127.0.0.1:" + silent.port(), issuer.pass(user));
      await().until(() -> draining.passages() > 0);
      client.reset(1, Http2Client.CANCEL);

      assertGivenUp();
    }
    await().untilAsserted(() -> assertThat(gate.connections()).isZero());
  }

  private void assertGivenUp() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(records()).as("records of %s", user).hasSize(1));
    assertThat(records().get(0)).containsEntry("status", 499);
    // Not timed_out: nobody waited for that.
    assertThat(JsonPath.from(raw()).getList("items[0].dialled.outcome"))
        .isEqualTo(List.of("abandoned"));
    await().untilAsserted(() -> assertThat(draining.passages()).isZero());
    await().until(gate::isNobodyWaiting);
  }

  private List<Map<String, Object>> records() {
    return JsonPath.from(raw()).getList("items");
  }

  private String raw() {
    return api.auditor().queryParam("user", user).get("/api/v1/tunnels").asString();
  }
}
