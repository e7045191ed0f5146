package io.sekisho.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.config.Governance;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.store.ChangeAuthor;
import io.sekisho.store.PolicyChange;
import io.sekisho.store.PolicyDifference;
import io.sekisho.store.PolicyHistory;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicyProposals;
import io.sekisho.store.PolicySet;
import io.sekisho.store.PolicyStore;
import io.sekisho.store.StoredPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Changes policies for whoever calls; where that takes a second administrator, proposes it instead.
 * Documents must be valid. Every method blocks, and fails as {@link PolicyStore} and {@link
 * PolicySet} do.
 */
@ApplicationScoped
public class PolicyEdits {

  private final Governance governance;
  private final PolicyStore store;
  private final PolicySet set;
  private final PolicyHistory history;
  private final PolicyProposals proposals;
  private final PolicyReader reader;
  private final PolicyLinter linter;
  private final Authors authors;

  PolicyEdits(
      Governance governance,
      PolicyStore store,
      PolicySet set,
      PolicyHistory history,
      PolicyProposals proposals,
      PolicyReader reader,
      PolicyLinter linter,
      Authors authors) {
    this.governance = governance;
    this.store = store;
    this.set = set;
    this.history = history;
    this.proposals = proposals;
    this.reader = reader;
    this.linter = linter;
    this.authors = authors;
  }

  /**
   * What became of a change.
   *
   * @param policy as it is now; empty if it is deleted, or nothing was done yet
   * @param proposal what it takes somebody else to do; empty if it was done
   */
  public record Edit(Optional<StoredPolicy> policy, Optional<PolicyProposal> proposal) {

    static Edit made(StoredPolicy policy) {
      return new Edit(Optional.of(policy), Optional.empty());
    }

    static Edit proposed(PolicyProposal proposal) {
      return new Edit(Optional.empty(), Optional.of(proposal));
    }
  }

  /**
   * What became of a change of the whole set.
   *
   * @param difference what it changed or would change; empty if it is proposed
   * @param applied whether it was done
   * @param lint what is odd about the new set
   * @param proposal what it takes somebody else to do; empty if it was done, or would do nothing
   */
  public record Replacement(
      Optional<PolicyDifference> difference,
      boolean applied,
      List<PolicyLinter.Odd> lint,
      Optional<PolicyProposal> proposal) {}

  /** Adds a policy. */
  public Edit create(PolicyDocument document) {
    ChangeAuthor author = authors.current();
    return governance.needsApproval()
        ? Edit.proposed(proposals.create(author, document))
        : Edit.made(store.create(author, document));
  }

  /** Replaces a policy, if it is at one of the revisions. */
  public Edit replace(UUID id, Optional<Set<Long>> revisions, PolicyDocument document) {
    ChangeAuthor author = authors.current();
    return governance.needsApproval()
        ? Edit.proposed(proposals.replace(author, id, revisions, document))
        : Edit.made(store.replace(author, id, revisions, document));
  }

  /** Removes a policy, if it is at one of the revisions. */
  public Edit delete(UUID id, Optional<Set<Long>> revisions) {
    ChangeAuthor author = authors.current();
    if (governance.needsApproval()) {
      return Edit.proposed(proposals.delete(author, id, revisions));
    }
    store.delete(author, id, revisions);
    return new Edit(Optional.empty(), Optional.empty());
  }

  /**
   * Makes a policy what it was after a revision, if it is at one of the revisions now.
   *
   * @throws Conflict if it was deleted by that revision, or is not valid any more
   */
  public Edit rollBack(UUID id, Optional<Set<Long>> revisions, long to) {
    PolicyDocument document = asOf(id, to);
    ChangeAuthor author = authors.current();
    return governance.needsApproval()
        ? Edit.proposed(proposals.restore(author, id, revisions, document))
        : Edit.made(store.restore(author, id, revisions, document));
  }

  /**
   * What a policy was after a revision.
   *
   * @throws Conflict if it was deleted by that revision, or is not valid any more
   */
  public PolicyDocument asOf(UUID id, long revision) {
    PolicyChange change = history.find(id, revision).orElseThrow(PolicyStore.Missing::new);
    if (!(change.after() instanceof ObjectNode then)) {
      throw new Conflict("the policy was deleted by this revision; delete it instead", List.of());
    }
    List<Problem.FieldError> errors = new ArrayList<>();
    return reader
        .read(then.deepCopy(), "", errors)
        .orElseThrow(() -> new Conflict("the policy of then is not valid any more", errors));
  }

  /** What {@link #replaceAll} would do. */
  public Replacement compare(Optional<Set<Long>> versions, List<PolicyDocument> documents) {
    List<PolicyLinter.Odd> lint = linter.in(documents);
    return new Replacement(
        Optional.of(set.compare(versions, documents)), false, lint, Optional.empty());
  }

  /** Makes the set what the documents say, if it is at one of the versions. */
  public Replacement replaceAll(Optional<Set<Long>> versions, List<PolicyDocument> documents) {
    ChangeAuthor author = authors.current();
    if (governance.needsApproval()) {
      Optional<PolicyProposal> proposal = proposals.replaceAll(author, versions, documents);
      // What would change nothing is no proposal, and so no change either.
      return proposal.isPresent()
          ? new Replacement(Optional.empty(), false, List.of(), proposal)
          : compare(versions, documents);
    }
    // Of the text alone, so that it cannot fail once something is applied.
    List<PolicyLinter.Odd> lint = linter.in(documents);
    return new Replacement(
        Optional.of(set.replace(author, versions, documents)), true, lint, Optional.empty());
  }

  /** The API's answer to what has become a proposal: 202. */
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
