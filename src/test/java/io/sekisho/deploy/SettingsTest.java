package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.sekisho.config.SekishoConfig;
import io.sekisho.support.TestConfig;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway is told by the manifests. */
class SettingsTest {

  /** Closing tunnels, giving limits back and writing records may each take seconds of their own. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#all")
  void shouldSetNothingThatIsNoKey(Kustomization kustomization) {
    Rendering objects = kustomization.objects();

    assertThat(objects.pods().stream().map(pod -> pod.getSpec()).flatMap(Rendering::containers))
        .allSatisfy(
            container ->
                assertThat(variables(objects, container).keySet())
                    .filteredOn(name -> name.matches("(SEKISHO|QUARKUS)_.*"))
                    .as("variables of the container %s", container.getName())
                    .allMatch(Settings::isKnown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEKISHO_DRAIN_TIMEOUTS",
        "SEKISHO_PROXY",
        "SEKISHO_AUDIT_SIGNINGKEY",
        "SEKISHO_IDENTITY_ISSUERS_CLUSTER_JWKS",
        "QUARKUS_DATASOURCE_URL",
        "QUARKUS_FLYWAY_MIGRATE",
        "QUARKUS_TLS_PROXY_KEY_STORE_PEM_CERT",
        // Read when it is built, so nothing in a manifest.
        "QUARKUS_MANAGEMENT_ENABLED",
      })
  void shouldNotKnow(String variable) {
    assertThat(Settings.isKnown(variable)).as(variable).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEKISHO_NODE",
        "SEKISHO_PROXY_TLS_CLIENT_CERTIFICATES",
        "SEKISHO_IDENTITY_ISSUERS_MY_CLUSTER_JWKS_URL",
        "SEKISHO_WATCH_WEBHOOK_URL",
        "QUARKUS_OIDC_CREDENTIALS_SECRET",
        "QUARKUS_TLS_PROXY_KEY_STORE_PEM_0_CERT",
        "QUARKUS_HTTP_PORT",
      })
  void shouldKnow(String variable) {
    assertThat(Settings.isKnown(variable)).as(variable).isTrue();
  }

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#overlays")
  void shouldHaveValuesThatCanBeRead(Kustomization kustomization) {
    assertThat(settings(kustomization).audit().keyDirectory()).isNotBlank();
  }

  /** What is not over by then is killed, and its tunnels are lost in the log. */
  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#overlays")
  void shouldGiveTheDrainTheTimeThatItTakes(Kustomization kustomization) {
    var pod = kustomization.objects().gateway().getSpec().getTemplate().getSpec();
    long hook = pod.getContainers().get(0).getLifecycle().getPreStop().getSleep().getSeconds();
    Duration needed = settings(kustomization).drain().timeout().plusSeconds(hook).plus(CLOSING);

    assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
        .as("grace period")
        .isGreaterThanOrEqualTo(needed);
  }

  private static SekishoConfig settings(Kustomization kustomization) {
    Rendering objects = kustomization.objects();
    Container gateway = objects.gateway().getSpec().getTemplate().getSpec().getContainers().get(0);
    Map<String, String> variables = variables(objects, gateway);
    variables.keySet().removeIf(name -> !name.startsWith("SEKISHO_"));
    return TestConfig.withEnvironment(variables);
  }

  /** With the values that are in manifests; of those that are elsewhere, the names. */
  private static Map<String, String> variables(Rendering objects, Container container) {
    Map<String, String> variables = new TreeMap<>();
    container
        .getEnvFrom()
        .forEach(
            source ->
                variables.putAll(
                    objects
                        .find(ConfigMap.class, source.getConfigMapRef().getName())
                        .orElseThrow()
                        .getData()));
    for (EnvVar variable : container.getEnv()) {
      variables.put(
          variable.getName(), variable.getValue() == null ? "(elsewhere)" : variable.getValue());
    }
    return variables;
  }
}
