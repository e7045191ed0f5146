package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Policies that end by themselves, and policies that are only reported, on real tunnels. */
@QuarkusTest
class PolicyTimesQuarkusTest extends RunningSekisho {

  @Test
  void shouldCutATunnelWhenItsPolicyEnds() {
    String user = "ends-" + UUID.randomUUID();
    apply(policy(user, "allow", Map.of("validUntil", Instant.now().plusSeconds(2).toString())));
    try (Target target = Target.echo()) {
      Opened tunnel = open(user, target.authority());

      JsonPath record = closed(tunnel.id());

      assertThat(record.getString("closeReason")).isEqualTo("policy_revoked");
      assertThat(
              client().requestTunnel(target.authority(), bearer(issuer.pass(user))).head().status())
          .isEqualTo(403);
    }
  }

  @Test
  void shouldCutATunnelWhenADenialBegins() {
    String user = "begins-" + UUID.randomUUID();
    allow(Api.user(user), "127.0.0.1");
    apply(policy(user, "deny", Map.of("validFrom", Instant.now().plusSeconds(2).toString())));
    try (Target target = Target.echo()) {
      Opened tunnel = open(user, target.authority());

      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("policy_revoked");
    }
  }

  @Test
  void shouldEndATunnelByTheLimitsOfItsPolicy() {
    String idle = "idle-" + UUID.randomUUID();
    String old = "old-" + UUID.randomUUID();
    apply(policy(idle, "allow", Map.of("limits", Map.of("idleTimeout", "PT1S"))));
    apply(policy(old, "allow", Map.of("limits", Map.of("maxDuration", "PT1S"))));
    try (Target target = Target.echo()) {
      Opened idlesTunnel = open(idle, target.authority());
      Opened oldsTunnel = open(old, target.authority());

      JsonPath idlesEnd = closed(idlesTunnel.id());

      assertThat(idlesEnd.getString("closeReason")).isEqualTo("idle_timeout");
      assertThat(closed(oldsTunnel.id()).getString("closeReason")).isEqualTo("max_duration");
    }
  }

  @Test
  void shouldRecordADenialThatIsOnlyReported() {
    String user = "reported-" + UUID.randomUUID();
    allow(Api.user(user), "127.0.0.1");
    Map<String, Object> trial = policy(user, "deny", Map.of("mode", "report"));
    apply(trial);
    try (Target target = Target.echo()) {
      Opened tunnel = open(user, target.authority());
      tunnel.client().send("still");
      assertThat(tunnel.client().readText(5)).isEqualTo("still");
      tunnel.client().close();

      JsonPath record = closed(tunnel.id());

      assertThat(record.getString("decision")).isEqualTo("allow");
      assertThat(record.getBoolean("wouldDeny")).isTrue();
      assertThat(record.getBoolean("wouldAllow")).isFalse();
      assertThat(record.getString("reportPolicy")).isEqualTo(trial.get("name"));
    }
  }

  @Test
  void shouldRecordAnAllowThatIsOnlyReported() {
    String user = "refused-" + UUID.randomUUID();
    Map<String, Object> trial = policy(user, "allow", Map.of("mode", "report"));
    apply(trial);

    RawClient.Response refusal =
        client().requestTunnel("127.0.0.1:9", bearer(issuer.pass(user))).refusal();
    assertThat(refusal.status()).isEqualTo(403);
    JsonPath record = refused(refusal);

    assertThat(record.getString("decision")).isEqualTo("deny");
    assertThat(record.getBoolean("wouldDeny")).isFalse();
    assertThat(record.getBoolean("wouldAllow")).isTrue();
    assertThat(record.getString("reportPolicy")).isEqualTo(trial.get("name"));
    assertThat(record.getString("policy")).isNull();
  }

  private static Map<String, Object> policy(String user, String effect, Map<String, Object> more) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                "p-" + UUID.randomUUID(),
                effect,
                List.of(Api.user(user)),
                Map.of("host", "127.0.0.1", "ports", List.of("1-65535"))));
    policy.putAll(more);
    return policy;
  }
}
