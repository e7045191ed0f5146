/**
 * What is written down. Records are appended, never changed: {@code refused} or {@code opened} when
 * an attempt is decided, {@code closed} when a tunnel ends; in between, {@code interim}, what a
 * long one has carried so far. {@link io.sekisho.audit.AuditJournal} is this node's one writer: it
 * commits records in groups, and a tunnel opens only when its record is in: in the store, or, if
 * the operator chose so and the store is away, in the {@link io.sekisho.spool}.
 */
package io.sekisho.audit;
