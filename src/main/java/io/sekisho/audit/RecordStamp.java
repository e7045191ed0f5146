package io.sekisho.audit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Identifiers and times for attempts and records. */
@ApplicationScoped
public class RecordStamp {

  private final Clock clock;
  private final TimeBasedEpochGenerator ids;

  RecordStamp(Clock clock) {
    this.clock = clock;
    this.ids = Generators.timeBasedEpochGenerator(new SecureRandom());
  }

  /** A new UUID of version 7 (RFC 9562 §5.7): later ones sort behind earlier ones. */
  public UUID id() {
    return ids.generate();
  }

  /** Now, as precise as the database keeps it, so that what is read equals what was written. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
