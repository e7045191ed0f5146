package io.sekisho.audit;

import io.sekisho.config.Nodes;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.Meters;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Journals for tests outside the container. */
public final class Journals {

  private Journals() {}

  public static RecordStamp stamp() {
    return new RecordStamp(Clock.systemUTC());
  }

  /** Takes the record of every tunnel at once, and keeps none. */
  public static AuditJournal forgetful(Meters meters) {
    return new AuditJournal(
        null, null, stamp(), meters, Nodes.named("test"), TestConfig.with(Map.of())) {
      @Override
      public CompletionStage<Void> open(AuditRecord.Opened opened, AuditRecord.Refused otherwise) {
        return CompletableFuture.completedFuture(null);
      }
    };
  }
}
