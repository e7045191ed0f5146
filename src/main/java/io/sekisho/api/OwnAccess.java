package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.store.AuditLog;
import io.sekisho.store.OwnPolicies;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what concerns the caller, and no more of it than they may see. */
@ApplicationScoped
public class OwnAccess {

  /** How policies are paged through. */
  public static final Set<String> PAGES = Set.of("limit", "cursor");

  /** By nothing that is not shown of a refusal: what can be searched for can be found out. */
  public static final Set<String> SEARCH =
      Set.of(
          "group",
          "host",
          "port",
          "decision",
          "error",
          "sni",
          "client",
          "from",
          "to",
          "minBytes",
          "open",
          "closeReason",
          "node",
          "limit",
          "cursor");

  private final OwnPolicies policies;
  private final AuditLog log;
  private final Authors authors;
  private final Clock clock;

  OwnAccess(OwnPolicies policies, AuditLog log, Authors authors, Clock clock) {
    this.policies = policies;
    this.log = log;
    this.authors = authors;
    this.clock = clock;
  }

  /**
   * The policies that are about the caller, in the order of their names.
   *
   * @param parameters of {@link #PAGES}
   */
  public Page<OwnPolicyView> policies(QueryParameters parameters) {
    int limit = parameters.limit();
    Set<SubjectDocument> mine = OwnPolicyView.subjects(authors.caller());
    List<PolicyDocument> read =
        policies.page(mine, Page.decode(parameters.text("cursor")), limit + 1);
    Instant now = clock.instant();
    Page<Optional<OwnPolicyView>> page =
        Page.of(
            read, limit, PolicyDocument::name, document -> OwnPolicyView.of(document, mine, now));
    return new Page<>(page.items().stream().flatMap(Optional::stream).toList(), page.next());
  }

  /**
   * The caller's own attempts and tunnels, newest first.
   *
   * @param parameters of {@link #SEARCH}
   */
  public Page<RecordedTunnel> tunnels(QueryParameters parameters) {
    return Page.of(
        log.searchOwn(authors.caller(), TunnelParameters.query(parameters)),
        parameters.limit(),
        TunnelParameters::position,
        OwnTunnel::of);
  }
}
