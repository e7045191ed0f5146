package io.sekisho.store;

import io.sekisho.audit.AuditRecord;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.Via;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The record of an opened tunnel, up to its place in the chain: what is done before the SQL. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {

  private static final Instant TIME = Instant.parse("2026-03-04T12:00:00.123456Z");

  private final StringBuilder text = new StringBuilder();
  private AuditRecord record;
  private AuditRecordEntity row;

  @Setup
  public void open() throws UnknownHostException {
    InetAddress client = InetAddress.getByName("192.0.2.17");
    Attempt attempt =
        Attempt.accepted(
                UUID.randomUUID(), TIME, Arrival.plain(new InetSocketAddress(client, 40_000)))
            .asking(
                new ConnectRequest(
                    Authority.parse("api.example.com:443"),
                    List.of(),
                    Via.read(List.of()),
                    "curl/8.5.0"))
            .by(
                new Caller(
                    "alice",
                    "8f14e45f-ceea-467f-a83b-0b5f3c1d2e4f",
                    "https://idp.example.com/realms/people",
                    Set.of("developers", "staff"),
                    TIME.plusSeconds(3600)))
            .decided(Optional.of("developers-api"), Optional.empty(), 17)
            .reaching(InetAddress.getByName("198.51.100.7"));
    record = new AuditRecord.Opened(UUID.randomUUID(), TIME, attempt);
    row = row();
  }

  /** From the record to the row. */
  @Benchmark
  public Object mapped() {
    return row();
  }

  /** The row as the text that PostgreSQL is given, canonical JSON, with its SHA-256. */
  @Benchmark
  public byte[] hashed() {
    text.setLength(0);
    return RecordText.writeHashed(row, text);
  }

  private AuditRecordEntity row() {
    AuditRecordEntity made = AuditRecordMapping.row(record, "sekisho-7c9f");
    made.chain = 3L;
    made.sequence = 4711L;
    made.form = RecordText.FORM;
    made.previousHash = new byte[32];
    return made;
  }
}
