package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.tunnel.Traffic;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What flows through an open tunnel, and how it ends. */
@QuarkusTest
class TunnelQuarkusTest extends RunningSekisho {

  @Inject TunnelRegistry tunnels;
  @Inject Traffic traffic;

  @BeforeEach
  void letAliceIn() {
    allow(Api.user("alice"), "127.0.0.1");
  }

  @Test
  void shouldCarryBytesBothWaysUnchangedAndRecordThem() {
    byte[] bytes = random(3 * 1024 * 1024);
    try (Target target = Target.echo()) {
      Opened tunnel = open("alice", target.authority());
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> tunnel.client().send(bytes).finish());
      byte[] back = tunnel.client().rest();
      sending.join();

      assertThat(Arrays.equals(back, bytes)).as("the echo equals what was sent").isTrue();
      JsonPath record = closed(tunnel.id());
      assertThat(record.getString("decision")).isEqualTo("allow");
      assertThat(record.getInt("status")).isEqualTo(200);
      assertThat(record.getString("user")).isEqualTo("alice");
      assertThat(record.getString("subject")).isEqualTo("subject-of-alice");
      assertThat(record.getString("issuer")).isEqualTo(issuer.url());
      assertThat(record.getString("clientAddress")).isEqualTo("127.0.0.1");
      assertThat(record.getString("host")).isEqualTo("127.0.0.1");
      assertThat(record.getInt("port")).isEqualTo(target.port());
      assertThat(record.getString("address")).isEqualTo("127.0.0.1");
      assertThat(record.<Object>get("dialled")).isNull();
      assertThat(record.getString("policy")).startsWith("p-");
      assertThat(record.getLong("policyVersion"))
          .isEqualTo(policies.newest().orElseThrow().version());
      assertThat(record.getLong("bytesUp")).isEqualTo(bytes.length);
      assertThat(record.getLong("bytesDown")).isEqualTo(bytes.length);
      assertThat(record.getString("closeReason")).isEqualTo("client_closed");
    }
  }

  @Test
  void shouldCarryMuchUnchangedAndRecordIt() {
    long before = traffic.spliced();
    byte[] bytes = random(64 * 1024 * 1024);
    try (Target target = Target.echo()) {
      Opened tunnel = open("alice", target.authority());
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> tunnel.client().send(bytes).finish());
      byte[] back = tunnel.client().rest();
      sending.join();

      assertThat(Arrays.equals(back, bytes)).as("the echo equals what was sent").isTrue();
      JsonPath record = closed(tunnel.id());
      assertThat(record.getLong("bytesUp")).isEqualTo(bytes.length);
      assertThat(record.getLong("bytesDown")).isEqualTo(bytes.length);
      assertThat(traffic.spliced() > before).as("some of it was spliced").isEqualTo(splices());
    }
  }

  /** Whether large flows are expected not to be copied. */
  boolean splices() {
    return Epoll.isAvailable();
  }

  @Test
  void shouldDeliverBytesThatCameWithTheHead() {
    try (Target target = Target.echo();
        RawClient client = client()) {
      client.send(
          "CONNECT "
              + target.authority()
              + " HTTP/1.1\r\nHost: x\r\n"
              + bearer(issuer.pass("alice"))
              + "\r\n\r\nearly bird");

      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.readText(10)).isEqualTo("early bird");
    }
  }

  @Test
  void shouldGiveTheTargetNothingOfARefusedClient() {
    try (Target target = Target.manual();
        RawClient client = client()) {
      client.send(
          "CONNECT "
              + target.authority()
              + " HTTP/1.1\r\nHost: x\r\n"
              + bearer(issuer.pass("bob"))
              + "\r\n\r\nGET / HTTP/1.1\r\n\r\n");

      assertThat(client.refusal().status()).isEqualTo(403);
      assertThat(target.isUntouched()).isTrue();
    }
  }

  /**
   * The target has said all and is gone before the record is committed: nothing of it may be lost.
   */
  @RepeatedTest(20)
  void shouldLetTheServerSpeakFirstAndLeave() {
    byte[] greeting = random(100_000);
    try (Target target = Target.doing(socket -> socket.getOutputStream().write(greeting))) {
      Opened tunnel = open("alice", target.authority());

      assertThat(tunnel.client().rest()).isEqualTo(greeting);
      tunnel.client().close();
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("target_closed");
    }
  }

  @Test
  void shouldKeepTheWayBackOpenWhenTheClientFinishes() throws Exception {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());
      Socket server = target.nextConnection();
      tunnel.client().send("question").finish();

      assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("question");
      server.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      assertThat(tunnel.client().readText(6)).isEqualTo("answer");
      server.close();
      assertThat(tunnel.client().rest()).isEmpty();
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("client_closed");
    }
  }

  @Test
  void shouldKeepTheWayThereOpenWhenTheTargetFinishes() throws Exception {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());
      Socket server = target.nextConnection();
      server.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      server.shutdownOutput();

      assertThat(new String(tunnel.client().rest(), StandardCharsets.US_ASCII)).isEqualTo("answer");
      tunnel.client().send("still here").finish();
      assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("still here");
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("target_closed");
    }
  }

  @Test
  void shouldPassTheClientsResetOn() {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());
      Socket server = target.nextConnection();
      tunnel.client().reset();

      assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("client_reset");
    }
  }

  @Test
  void shouldPassTheTargetsResetOn() throws Exception {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());
      Socket server = target.nextConnection();
      server.setSoLinger(true, 0);
      server.close();

      assertThatThrownBy(() -> tunnel.client().rest()).isInstanceOf(UncheckedIOException.class);
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("target_reset");
    }
  }

  @Test
  void shouldReadNoMoreThanAStoppedReaderTakes() {
    AtomicLong sent = new AtomicLong();
    try (Target target =
        Target.doing(
            socket -> {
              byte[] block = new byte[64 * 1024];
              while (sent.get() < 1024L * 1024 * 1024) {
                socket.getOutputStream().write(block);
                sent.addAndGet(block.length);
              }
            })) {
      Opened tunnel = open("alice", target.authority());

      // What fills the kernel's socket buffers flows at first; then it must stand still.
      AtomicLong last = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(3))
          .until(() -> last.getAndSet(sent.get()) == sent.get());
      assertThat(sent.get()).isLessThan(64L * 1024 * 1024);
      tunnel.client().reset();
      closed(tunnel.id());
    }
  }

  @Test
  void shouldCloseAnIdleTunnel() {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());

      assertThat(tunnel.client().rest()).isEmpty();
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("idle_timeout");
    }
  }

  @Test
  void shouldNotWaitForeverForTheOtherHalf() {
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", target.authority());
      tunnel.client().finish();

      assertThat(tunnel.client().rest()).isEmpty();
      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("half_close_timeout");
    }
  }

  @Test
  void shouldShowALiveTunnelAndForgetItWhenItEnds() {
    try (Target target = Target.echo()) {
      Opened tunnel = open("alice", target.authority());
      tunnel.client().send("ping");
      assertThat(tunnel.client().readText(4)).isEqualTo("ping");

      JsonPath live =
          api.auditor().get("/api/v1/tunnels/live").then().statusCode(200).extract().jsonPath();
      String entry = "items.find { it.id == '" + tunnel.id() + "' }.";
      assertThat(live.getString(entry + "user")).isEqualTo("alice");
      assertThat(live.getLong(entry + "bytesUp")).isEqualTo(4);
      assertThat(live.getLong(entry + "bytesDown")).isEqualTo(4);
      assertThat(api.tunnel(tunnel.id()).getString("closeReason")).isNull();

      tunnel.client().close();
      closed(tunnel.id());
      await()
          .untilAsserted(
              () ->
                  assertThat(tunnels.all())
                      .noneMatch(open -> open.attempt().id().equals(tunnel.id())));
    }
  }

  @Test
  void shouldKeepATunnelWhosePassExpires() {
    try (Target target = Target.echo()) {
      Instant gone = Instant.now().plusSeconds(3);
      Opened tunnel = openWith(issuer.passFor(Duration.ofSeconds(2), "alice"), target.authority());
      await().until(() -> Instant.now().isAfter(gone));

      tunnel.client().send("still");
      assertThat(tunnel.client().readText(5)).isEqualTo("still");
      tunnel.client().close();
    }
  }

  @Test
  void shouldCutATunnelThatAChangeOfPolicyNoLongerAllows() {
    String id = allow(Api.user("carol"), "127.0.0.1");
    try (Target target = Target.echo()) {
      Opened carols = open("carol", target.authority());
      Opened alices = open("alice", target.authority());

      withdraw(id);

      assertThat(carols.client().rest()).isEmpty();
      assertThat(closed(carols.id()).getString("closeReason")).isEqualTo("policy_revoked");
      alices.client().send("still");
      assertThat(alices.client().readText(5)).isEqualTo("still");
      alices.client().close();
    }
  }

  @Test
  void shouldCutATunnelWhoseReaderHasStopped() {
    String id = allow(Api.user("dora"), "127.0.0.1");
    try (Target target =
        Target.doing(
            socket -> {
              byte[] block = new byte[64 * 1024];
              for (int i = 0; i < 4_096; i++) {
                socket.getOutputStream().write(block);
              }
            })) {
      Opened tunnel = open("dora", target.authority());
      AtomicLong last = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(300))
          .until(() -> last.getAndSet(bytesDown(tunnel)) == bytesDown(tunnel));

      withdraw(id);

      assertThat(closed(tunnel.id()).getString("closeReason")).isEqualTo("policy_revoked");
    }
  }

  private long bytesDown(Opened tunnel) {
    return tunnels.all().stream()
        .filter(open -> open.attempt().id().equals(tunnel.id()))
        .mapToLong(Tunnel::bytesDown)
        .sum();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }
}
