package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tunnels that end with the pass that opened them. */
@QuarkusTest
@TestProfile(TokenExpiryQuarkusTest.Closing.class)
class TokenExpiryQuarkusTest extends RunningSekisho {

  /** The switch under test. */
  public static class Closing implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.tunnel.on-token-expiry", "close", "sekisho.tunnel.idle-timeout", "5m");
    }
  }

  @Inject DataSource database;

  @BeforeEach
  void letAliceIn() {
    allow(Api.user("alice"), "127.0.0.1");
  }

  @Test
  void shouldCloseATunnelWhenItsPassExpiresAndNoOther() {
    try (Target target = Target.echo()) {
      Opened lasting = open("alice", target.authority());
      Instant before = Instant.now();
      Opened passing = openWith(issuer.passFor(Duration.ofSeconds(4), "alice"), target.authority());

      assertThat(passing.client().rest()).isEmpty();

      assertThat(closed(passing.id()).getString("closeReason")).isEqualTo("token_expired");
      assertThat(Instant.now()).as("not before its end").isAfter(before.plusSeconds(2));
      lasting.client().send("still");
      assertThat(lasting.client().readText(5)).isEqualTo("still");
      lasting.client().close();
    }
  }

  @Test
  void shouldCloseAtOnceIfThePassExpiredWhileItWasOpened() throws Exception {
    try (Target target = Target.echo();
        RawClient client = client();
        Connection holder = database.getConnection()) {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("lock table audit_record in exclusive mode");
      }
      String pass = issuer.passFor(Duration.ofSeconds(3), "alice");
      Instant gone = Instant.now().plusSeconds(3);
      client.requestTunnel(target.authority(), bearer(pass));
      await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(gone));
      holder.rollback();

      RawClient.Response response = client.head();
      assertThat(response.status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
      UUID tunnel = UUID.fromString(response.field("Sekisho-Tunnel").orElseThrow());
      assertThat(closed(tunnel).getString("closeReason")).isEqualTo("token_expired");
    }
  }
}
