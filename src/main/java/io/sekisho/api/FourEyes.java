package io.sekisho.api;

import io.sekisho.config.Governance;
import io.sekisho.store.ChangeAuthor;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicyProposals;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.BiFunction;

/** Turns changes of policies into proposals, where they take a second administrator. */
@ApplicationScoped
class FourEyes {

  private final Governance governance;
  private final PolicyProposals proposals;
  private final Authors authors;

  FourEyes(Governance governance, PolicyProposals proposals, Authors authors) {
    this.governance = governance;
    this.proposals = proposals;
    this.authors = authors;
  }

  /** Whether no change may be made at once. */
  boolean areNeeded() {
    return governance.needsApproval();
  }

  /** Where changes are proposed. */
  PolicyProposals proposals() {
    return proposals;
  }

  /** Proposes a change, and answers 202. */
  Response propose(
      UriInfo uri, BiFunction<PolicyProposals, ChangeAuthor, PolicyProposal> proposal) {
    return proposed(uri, proposal.apply(proposals, authors.current()));
  }

  /** The answer to what has become a proposal. */
  static Response proposed(UriInfo uri, PolicyProposal proposal) {
    return Response.accepted(proposal)
        .location(
            uri.getBaseUriBuilder()
                .path("api/v1/policy-changes")
                .path(proposal.id().toString())
                .build())
        .build();
  }
}
