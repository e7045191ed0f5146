package io.sekisho.store;

import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.DialledAddress;
import io.sekisho.connect.Refusal;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.Effect;
import io.sekisho.tls.ClientHello;
import io.sekisho.tunnel.CloseReason;
import java.util.stream.Stream;

/** From records to rows. */
final class AuditRecordMapping {

  private static final int MAX_TEXT = 512;
  static final int MAX_GROUPS = 500;
  private static final int REPLACEMENT = 0xFFFD;

  private AuditRecordMapping() {}

  static AuditRecordEntity row(AuditRecord record, String node) {
    if (record instanceof AuditRecord.Spooled spooled) {
      return SpooledRecords.row(spooled);
    }
    AuditRecordEntity row = new AuditRecordEntity();
    row.id = record.id();
    row.tunnelId = record.tunnel();
    row.node = clean(node);
    row.recordedAt = record.time();
    row.attemptedAt = record.attempted();
    if (record instanceof AuditRecord.Closed closed) {
      row.kind = AuditRecordEntity.CLOSED;
      row.bytesUp = closed.bytesUp();
      row.bytesDown = closed.bytesDown();
      row.closeReason = closed.reason().label();
      row.reason =
          closed
              .remark()
              .or(closed.inspection()::violation)
              .map(AuditRecordMapping::clean)
              .orElse(null);
      closed.inspection().hello().ifPresent(hello -> hello(hello, row));
    } else if (record instanceof AuditRecord.Lost lost) {
      row.kind = AuditRecordEntity.CLOSED;
      row.node = clean(lost.node());
      row.closeReason = CloseReason.NODE_LOST.label();
      row.reason = clean(lost.remark());
      row.bytesUp = lost.bytesUp().orElse(null);
      row.bytesDown = lost.bytesDown().orElse(null);
    } else if (record instanceof AuditRecord.Interim interim) {
      row.kind = AuditRecordEntity.INTERIM;
      row.bytesUp = interim.bytesUp();
      row.bytesDown = interim.bytesDown();
      row.reason = interim.remark().map(AuditRecordMapping::clean).orElse(null);
      interim.inspection().hello().ifPresent(hello -> hello(hello, row));
    } else if (record instanceof AuditRecord.Opened opened) {
      row.kind = AuditRecordEntity.OPENED;
      row.decision = "allow";
      row.status = 200;
      attempt(opened.attempt(), row);
    } else if (record instanceof AuditRecord.Refused refused) {
      row.kind = AuditRecordEntity.REFUSED;
      refusal(refused.refusal(), row);
      attempt(refused.attempt(), row);
    }
    return row;
  }

  private static void refusal(Refusal refusal, AuditRecordEntity row) {
    row.decision = refusal.reason().isDenial() ? "deny" : "error";
    row.status = refusal.reason().status();
    row.error = refusal.reason().proxyError().orElse(null);
    row.reason = clean(refusal.recordDetail());
  }

  private static void hello(ClientHello hello, AuditRecordEntity row) {
    row.sni = hello.sni().map(AuditRecordMapping::clean).orElse(null);
    row.alpn = hello.alpn().stream().map(AuditRecordMapping::clean).toArray(String[]::new);
    row.tlsVersion = hello.version();
    row.ja4 = clean(hello.ja4());
    row.ech = hello.ech();
  }

  private static void attempt(Attempt attempt, AuditRecordEntity row) {
    row.clientAddress = attempt.arrival().client().getAddress();
    row.clientPort = attempt.arrival().client().getPort();
    row.userAgent = attempt.userAgent().isEmpty() ? null : clean(attempt.userAgent());
    row.listener = attempt.arrival().listener().label();
    row.protocol = attempt.arrival().protocol().label();
    attempt
        .authority()
        .ifPresent(
            authority -> {
              row.host = authority.host().text();
              row.port = authority.port();
            });
    attempt.caller().ifPresent(caller -> caller(caller, row));
    row.policy = attempt.policy().orElse(null);
    row.policyVersion = attempt.policyVersion().orElse(null);
    attempt
        .reported()
        .ifPresent(
            reported -> {
              row.wouldDeny = reported.effect() == Effect.DENY;
              row.reportPolicy = reported.policy();
            });
    row.address = attempt.address().orElse(null);
    row.dialled = DialledAddress.of(attempt);
  }

  private static void caller(Caller caller, AuditRecordEntity row) {
    row.userName = clean(caller.user());
    row.subject = clean(caller.subject());
    row.issuer = clean(caller.issuer());
    row.serviceAccount = caller.serviceAccount().map(AuditRecordMapping::clean).orElse(null);
    row.pass = caller.pass().orElse(null);
    row.groups =
        caller.groups().stream()
            .sorted()
            .limit(MAX_GROUPS)
            .map(AuditRecordMapping::clean)
            .toArray(String[]::new);
  }

  /** Whether a caller's names are recorded as they are, so that nobody else's look the same. */
  static boolean keepsNamesOf(Caller caller) {
    return Stream.of(caller.user(), caller.subject(), caller.issuer())
        .allMatch(text -> clean(text).equals(text));
  }

  /** Whether there is nothing in it that PostgreSQL or a policy could not hold. */
  static boolean isStorable(String text) {
    return text.codePoints().noneMatch(AuditRecordMapping::isUnstorable);
  }

  private static boolean isUnstorable(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }

  /**
   * Text that PostgreSQL takes for certain: no control characters (it refuses NUL), no half of a
   * surrogate pair, nothing longer than an index takes. One record that cannot be written would
   * hold up all behind it.
   */
  static String clean(String text) {
    return isPlain(text) ? text : cleaned(text);
  }

  /** Nearly all that is recorded. */
  private static boolean isPlain(String text) {
    if (text.length() > MAX_TEXT) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static String cleaned(String text) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_TEXT));
    text.codePoints()
        .limit(MAX_TEXT)
        .map(c -> isUnstorable(c) ? REPLACEMENT : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
