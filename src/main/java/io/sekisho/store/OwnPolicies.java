package io.sekisho.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Session;

/** The policies that are about somebody. */
@ApplicationScoped
public class OwnPolicies {

  private static final String ABOUT =
      """
      select * from policy
      where enabled and subjects @> any (cast(cast(:mine as text[]) as jsonb[])) and name > :after
      order by name
      """;

  private static final int PATIENCE_SECONDS = 10;

  private final EntityManager entities;

  OwnPolicies(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * A page of the enabled policies that name one of the subjects, in the order of their names;
   * blocks.
   *
   * @param mine such as policies can name: without control characters
   */
  @Transactional
  public List<PolicyDocument> page(Set<SubjectDocument> mine, Optional<String> after, int limit) {
    return entities
        .unwrap(Session.class)
        .createNativeQuery(ABOUT, PolicyEntity.class)
        .setParameter("mine", mine.stream().map(OwnPolicies::list).toArray(String[]::new))
        .setParameter("after", after.orElse(""))
        .setMaxResults(limit)
        .setTimeout(PATIENCE_SECONDS)
        .getResultList()
        .stream()
        .map(PolicyEntity::document)
        .toList();
  }

  /** What a policy's list of subjects contains if it names this one: all of its members count. */
  private static String list(SubjectDocument subject) {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("kind", subject.kind());
    if (subject.value() != null) {
      object.put("value", subject.value());
    }
    return JsonNodeFactory.instance.arrayNode().add(object).toString();
  }
}
