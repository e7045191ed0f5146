package io.sekisho.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code policy}. */
@ApplicationScoped
class PolicyRepository implements PanacheRepositoryBase<PolicyEntity, UUID> {

  /** A page in the order of names. */
  List<PolicyEntity> page(Optional<String> after, int limit) {
    return after
        .map(name -> find("name > ?1 order by name", name))
        .orElseGet(() -> find("order by name"))
        .page(0, limit)
        .list();
  }

  /** The same of those whose names have a part. */
  List<PolicyEntity> page(String part, Optional<String> after, int limit) {
    return find(
            "locate(lower(?1), lower(name)) > 0 and name > ?2 order by name",
            part,
            after.orElse(""))
        .page(0, limit)
        .list();
  }

  /**
   * Those that administrators wrote: not those that came of requests for access, as long as nobody
   * has made something else of them.
   */
  List<PolicyEntity> written() {
    return list(
        "revision > 0 or id not in"
            + " (select r.policyId from AccessRequestEntity r where r.policyId is not null)");
  }
}
