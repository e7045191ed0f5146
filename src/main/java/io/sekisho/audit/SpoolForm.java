package io.sekisho.audit;

import java.util.Optional;
import java.util.UUID;

/** How records wait in the spool. */
public interface SpoolForm {

  /**
   * A record as bytes, with its node's name.
   *
   * @param replaces the opening in whose place it is written, if it is such a refusal
   */
  byte[] write(AuditRecord record, Optional<UUID> replaces);

  /**
   * The record that was written, by whichever process.
   *
   * @throws IllegalArgumentException if it is none that is known here
   */
  AuditRecord.Spooled read(byte[] bytes);
}
