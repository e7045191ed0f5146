package io.sekisho.audit;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;

/** Records for tests, each about a tunnel of its own. */
record SampleRecords(RecordStamp stamp) {

  AuditRecord.Lost lost(AuditRecord.Closed closed) {
    return new AuditRecord.Lost(
        stamp.id(),
        stamp.now(),
        closed.tunnel(),
        closed.attempted(),
        "other",
        "found by a test",
        Optional.empty(),
        Optional.empty());
  }

  AuditRecord.Interim interim() {
    return new AuditRecord.Interim(
        stamp.id(), stamp.now(), stamp.id(), stamp.now(), Optional.empty(), 1, 2, Inspection.NONE);
  }

  AuditRecord.Refused refused() {
    return new AuditRecord.Refused(
        stamp.id(), stamp.now(), attempt(stamp.id()), Refusal.of(RefusalReason.NO_PASS, "none"));
  }

  AuditRecord.Opened opened(UUID tunnel) {
    return new AuditRecord.Opened(stamp.id(), stamp.now(), attempt(tunnel));
  }

  /** In the place of an opening. */
  AuditRecord.Refused instead(UUID tunnel) {
    return new AuditRecord.Refused(
        stamp.id(),
        stamp.now(),
        attempt(tunnel),
        Refusal.of(RefusalReason.AUDIT_UNAVAILABLE, "away"));
  }

  AuditRecord.Closed closed() {
    return closed(stamp.id());
  }

  AuditRecord.Closed closed(UUID tunnel) {
    return new AuditRecord.Closed(
        stamp.id(),
        stamp.now(),
        tunnel,
        stamp.now(),
        CloseReason.CLIENT_CLOSED,
        Optional.empty(),
        1,
        2,
        Inspection.NONE);
  }

  private Attempt attempt(UUID tunnel) {
    return Attempt.accepted(
        tunnel, stamp.now(), Arrival.plain(new InetSocketAddress("127.0.0.1", 1)));
  }
}
