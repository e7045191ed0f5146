package io.sekisho.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of {@code kill_order}; its time is the database's to set. */
@Entity
@Immutable
@Table(name = "kill_order")
class KillOrderEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  @Column(nullable = false)
  String kind;

  @Column(name = "tunnel_id")
  UUID tunnelId;

  @Column(name = "user_name")
  String userName;

  String reason;

  @Column(name = "ordered_by", nullable = false)
  String orderedBy;
}
