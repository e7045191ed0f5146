package io.sekisho.store;

import io.sekisho.store.PolicyProposal.Proposed;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code policy_proposal_content}: what a list of proposals need not read. */
@Entity
@Immutable
@Table(name = "policy_proposal_content")
class PolicyProposalContentEntity {

  @Id
  @Column(name = "proposal_id")
  UUID proposalId;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  List<Proposed> changes;
}
