package io.sekisho.config;

import io.sekisho.support.TestConfig;
import java.util.Map;

/** Names of replicas for tests outside the container. */
public final class Nodes {

  private Nodes() {}

  public static NodeName named(String name) {
    return new NodeName(TestConfig.with(Map.of("sekisho.node", name)));
  }
}
