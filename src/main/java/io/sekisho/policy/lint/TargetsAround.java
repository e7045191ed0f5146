package io.sekisho.policy.lint;

import io.sekisho.destination.BlockIndex;
import io.sekisho.destination.Host;
import io.sekisho.policy.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values by target, found by a target that theirs covers wholly, for either effect. */
final class TargetsAround<V> {

  private final Map<String, List<V>> byHost = new HashMap<>();
  private final Map<String, List<V>> byDomain = new HashMap<>();
  private final BlockIndex<List<V>> byBlock = new BlockIndex<>();

  void add(Target target, V value) {
    of(target).add(value);
  }

  private List<V> of(Target target) {
    if (target instanceof Target.ExactHost exact) {
      return byHost.computeIfAbsent(exact.host().text(), host -> new ArrayList<>(1));
    }
    if (target instanceof Target.Subdomains below) {
      return byDomain.computeIfAbsent(below.domain(), domain -> new ArrayList<>(1));
    }
    return byBlock.computeIfAbsent(((Target.Addresses) target).block(), () -> new ArrayList<>(1));
  }

  /** The lists of those whose targets cover the target, which may be their own. */
  List<List<V>> around(Target target) {
    List<List<V>> found = new ArrayList<>();
    if (target instanceof Target.ExactHost exact) {
      collect(byHost, exact.host().text(), found);
      if (exact.host() instanceof Host.Address literal) {
        found.addAll(byBlock.around(literal.address()));
      } else {
        collectAbove(exact.host().text(), found);
      }
    } else if (target instanceof Target.Subdomains below) {
      collect(byDomain, below.domain(), found);
      collectAbove(below.domain(), found);
    } else if (target instanceof Target.Addresses addresses) {
      found.addAll(byBlock.around(addresses.block()));
    }
    return found;
  }

  private void collectAbove(String name, List<List<V>> found) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      collect(byDomain, name.substring(dot + 1), found);
    }
  }

  private static <V> void collect(Map<String, List<V>> lists, String key, List<List<V>> found) {
    List<V> list = lists.get(key);
    if (list != null) {
      found.add(list);
    }
  }
}
