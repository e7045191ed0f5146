package io.sekisho.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Who changed which policy, when and how. The database writes it, in the transaction of the change;
 * it outlives the policy. Every method blocks.
 */
@ApplicationScoped
public class PolicyHistory implements PanacheRepositoryBase<PolicyChangeEntity, Long> {

  /** What a change of many, or back to what was, is called. */
  enum Action {
    ROLLED_BACK,
    IMPORTED
  }

  /** A page of the changes of one policy, newest first, those before a revision if it is given. */
  @Transactional
  public List<PolicyChange> page(UUID policy, Optional<Long> before, int limit) {
    return find(
            "policy = ?1 and revision < ?2 order by revision desc",
            policy,
            before.orElse(Long.MAX_VALUE))
        .page(0, limit)
        .<PolicyChangeEntity>list()
        .stream()
        .map(PolicyChangeEntity::change)
        .toList();
  }

  /** The change that gave a policy this revision. */
  @Transactional
  public Optional<PolicyChange> find(UUID policy, long revision) {
    return find("policy = ?1 and revision = ?2", policy, revision)
        .<PolicyChangeEntity>firstResultOptional()
        .map(PolicyChangeEntity::change);
  }

  /**
   * Says, for the rest of the transaction, whose changes these are.
   *
   * @param action empty for what each change is by itself
   */
  void attribute(ChangeAuthor author, Optional<Action> action) {
    ObjectNode change = names(author);
    author.approver().ifPresent(approver -> change.set("approver", names(approver)));
    action.ifPresent(named -> change.put("action", named.name().toLowerCase(Locale.ROOT)));
    getEntityManager()
        .createNativeQuery("select set_config('sekisho.change', ?1, true)")
        .setParameter(1, change.toString())
        .getSingleResult();
  }

  private static ObjectNode names(ChangeAuthor author) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("user", author.user())
        .put("subject", author.subject())
        .put("issuer", author.issuer());
  }
}
