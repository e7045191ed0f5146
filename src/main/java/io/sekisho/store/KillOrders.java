package io.sekisho.store;

import io.sekisho.tunnel.KillOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Gives kill orders. */
@ApplicationScoped
public class KillOrders {

  private final EntityManager entities;

  KillOrders(EntityManager entities) {
    this.entities = entities;
  }

  /** Orders every replica to cut these tunnels; blocks until the order is committed. */
  @Transactional
  public void give(KillOrder.Selector selector, Optional<String> reason, String orderedBy) {
    KillOrderEntity row = new KillOrderEntity();
    row.kind = "all";
    if (selector instanceof KillOrder.One one) {
      row.kind = "tunnel";
      row.tunnelId = one.tunnel();
    } else if (selector instanceof KillOrder.OfUser of) {
      row.kind = "user";
      row.userName = of.user();
    }
    row.reason = reason.map(AuditRecordMapping::clean).orElse(null);
    row.orderedBy = AuditRecordMapping.clean(orderedBy);
    entities.persist(row);
  }
}
