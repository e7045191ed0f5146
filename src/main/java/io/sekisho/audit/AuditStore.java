package io.sekisho.audit;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Where records are kept for good. Blocks; called by one thread of the journal's only. */
public interface AuditStore {

  /**
   * Commits all records in one transaction. If it throws, none of them or (when the connection
   * broke during the commit) all of them are in.
   *
   * @throws Rejected if the store is there and will not take these records, now or ever
   */
  void append(List<AuditRecord> records);

  /** Those of the given record identifiers that are in. */
  Set<UUID> committed(Collection<UUID> records);

  /** Whether the end of a tunnel is in, whoever recorded it. */
  boolean ended(UUID tunnel, Instant attempted);

  /** The store refuses what a record says, or has it already. */
  final class Rejected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param cause why
     */
    public Rejected(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
