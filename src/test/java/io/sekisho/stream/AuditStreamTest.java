package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.config.StreamConfig;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditStreamTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<FakeSink> opened = new ArrayList<>();
  private boolean failing;
  private int largest = Integer.MAX_VALUE;

  private final AuditStream stream = stream(Duration.ofMinutes(1));

  @Test
  void shouldOpenItsWayWhenThereIsSomethingToHandOver() throws Exception {
    stream.begin();
    assertThat(opened).isEmpty();

    stream.accept(Records.numbered(1, 3));
    stream.accept(Records.numbered(4, 4));

    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).delivered).isEqualTo(Records.numbered(1, 4));
    assertThat(count("sekisho.audit.stream.records")).isEqualTo(4);
    assertThat(opened.get(0).closed).isFalse();
  }

  @Test
  void shouldOpenAnotherWayAfterAFailure() throws Exception {
    failing = true;
    assertThatThrownBy(() -> stream.accept(Records.numbered(1, 2))).isInstanceOf(IOException.class);
    assertThat(opened.get(0).closed).isTrue();
    assertThat(count("sekisho.audit.stream.records")).isZero();
    assertThat(count("sekisho.audit.stream.failures")).isEqualTo(1);

    failing = false;
    stream.accept(Records.numbered(1, 2));

    assertThat(opened).hasSize(2);
    assertThat(opened.get(1).delivered).isEqualTo(Records.numbered(1, 2));
    assertThat(count("sekisho.audit.stream.records")).isEqualTo(2);
  }

  @Test
  void shouldOpenAnotherWayWhenItIsLedHereAgain() throws Exception {
    stream.accept(Records.numbered(1, 1));
    stream.begin();
    stream.accept(Records.numbered(2, 2));

    assertThat(opened).extracting(sink -> sink.closed).containsExactly(true, false);
  }

  @Test
  void shouldHandOverInPiecesWhatTheReceiverDoesNotTakeAtOnce() {
    largest = 70;

    int shown = 0;
    while (!accepted(stream)) {
      assertThat(++shown).as("times that they were shown").isLessThan(50);
    }

    assertThat(delivered()).isEqualTo(Records.numbered(1, 1000));
    assertThat(count("sekisho.audit.stream.records")).isEqualTo(1000);
  }

  @Test
  void shouldNotHandOverAgainWhatTheReceiverHas() throws Exception {
    largest = 600;
    assertThat(accepted(stream)).as("1000 at once").isFalse();
    assertThat(accepted(stream)).as("500, then 1000 again: the rest").isTrue();
    assertThat(delivered()).isEqualTo(Records.numbered(1, 1000));

    stream.accept(Records.numbered(1, 1));

    assertThat(delivered())
        .as("shown again for another reason")
        .hasSize(1001)
        .endsWith(Records.numbered(1));
  }

  @Test
  void shouldForgetWhatTheReceiverHasWhenItIsLedHereAgain() throws Exception {
    AuditStream slow = stream(Duration.ZERO);
    largest = 600;
    assertThat(accepted(slow)).isFalse();
    assertThatThrownBy(() -> slow.accept(Records.numbered(1, 1000)))
        .hasMessage("the receiver is slow: it took 500 of 1000");
    slow.begin();
    largest = Integer.MAX_VALUE;

    slow.accept(Records.numbered(1, 1000));

    assertThat(delivered()).hasSize(1500);
  }

  @Test
  void shouldComeToAnEndEvenIfTheReceiverIsSlow() {
    AuditStream slow = stream(Duration.ZERO);
    largest = 100;

    int shown = 0;
    while (!accepted(slow)) {
      assertThat(++shown).as("times that they were shown").isLessThan(50);
    }

    assertThat(delivered()).isEqualTo(Records.numbered(1, 1000));
  }

  private static boolean accepted(AuditStream stream) {
    try {
      stream.accept(Records.numbered(1, 1000));
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private List<ObjectNode> delivered() {
    return opened.stream().flatMap(sink -> sink.delivered.stream()).toList();
  }

  private AuditStream stream(Duration share) {
    return new AuditStream("siem", config(), this::open, share, MetersFactory.on(registry));
  }

  private Sink open() {
    FakeSink sink = new FakeSink();
    opened.add(sink);
    return sink;
  }

  private double count(String name) {
    return registry.counter(name, "stream", "siem").count();
  }

  private static StreamConfig config() {
    return TestConfig.with(Map.of("sekisho.audit.streams.siem.kind", "stdout"))
        .audit()
        .streams()
        .get("siem");
  }

  private final class FakeSink implements Sink {
    private final List<ObjectNode> delivered = new ArrayList<>();
    private boolean closed;

    @Override
    public void deliver(List<ObjectNode> records) throws IOException {
      if (failing || records.size() > largest) {
        throw new IOException("away");
      }
      delivered.addAll(records);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
