package io.sekisho.egress;

import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.eclipse.microprofile.config.Config;

/**
 * All ports that this process listens on: those configured, and those that listeners got when a
 * free one was asked for.
 */
@Singleton
public class OwnPorts implements IntPredicate {

  private static final List<String> KEYS =
      List.of(
          "sekisho.proxy.port",
          "sekisho.proxy.tls.port",
          "quarkus.http.port",
          "quarkus.management.port");

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final ValueRegistry registry;

  OwnPorts(Config config, ValueRegistry registry) {
    this.registry = registry;
    KEYS.forEach(key -> config.getOptionalValue(key, Integer.class).ifPresent(ports::add));
  }

  /** Adds the port that a listener was given. */
  public void add(int port) {
    ports.add(port);
  }

  @Override
  public boolean test(int port) {
    // The API's servers start after the proxy, so they are asked for each time.
    return ports.contains(port)
        || port == registry.getOrDefault(HttpServer.HTTP_PORT, -1)
        || port == registry.getOrDefault(HttpServer.HTTPS_PORT, -1)
        || port == registry.getOrDefault(HttpServer.MANAGEMENT_PORT, -1);
  }
}
