package io.sekisho.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Rows of {@code audit_record}. */
@ApplicationScoped
class AuditRecordRepository implements PanacheRepositoryBase<AuditRecordEntity, UUID> {}
