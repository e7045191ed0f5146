package io.sekisho.audit;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Where records are kept for good. Blocks; called by the journal's own thread only. */
public interface AuditStore {

  /**
   * Commits all records in one transaction. If it throws, none of them or (when the connection
   * broke during the commit) all of them are in.
   */
  void append(List<AuditRecord> records);

  /** Those of the given record identifiers that are in. */
  Set<UUID> committed(Collection<UUID> records);
}
