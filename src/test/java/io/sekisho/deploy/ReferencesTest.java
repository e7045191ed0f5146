package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the objects say of each other. */
class ReferencesTest {

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#all")
  void shouldReferToWhatIsThere(Kustomization kustomization) {
    assertThat(References.faults(kustomization.objects())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#overlays")
  void shouldSelectPodsAndPortsThatAreThere(Kustomization kustomization) {
    assertThat(Selections.faults(kustomization.objects())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "targetPort: proxy-tls, targetPort: proxy-ssl, Service sekisho",
    "'port: management\n', 'port: manage\n', probes manage",
    "'- port: management\n', '- port: manage\n', NetworkPolicy sekisho-in",
    "'/q/metrics\n    port: management', '/q/metrics\n    port: metrics', ServiceMonitor sekisho",
    "'    app.kubernetes.io/component: management\n    app', '    app', ServiceMonitor sekisho",
    "'kind: Deployment\n    name: sekisho', 'kind: Deployment\n    name: sekishu', Autoscaler sekisho",
    "'Service\n    name: sekisho-api', 'Service\n    name: api', Route sekisho-api",
    "'name: sekisho\n    spec:', 'name: sekishu\n    spec:', Deployment sekisho",
  })
  void shouldFindAPortOrSelectorThatIsNot(String right, String wrong, String said) {
    String text = Kustomization.at("overlays/openshift").text();
    assertThat(text).contains(right);

    assertThat(Selections.faults(Rendering.in(text.replace(right, wrong))))
        .as("with %s", wrong)
        .anySatisfy(fault -> assertThat(fault).contains(said));
  }

  @ParameterizedTest
  @CsvSource({
    "secretName: sekisho-audit-key, secretName: audit-key, Secret audit-key",
    "key: jdbc-url, key: url, url",
    "'key: ca.crt', 'key: ca.pem', key in kube-root-ca.crt ca.pem",
    "serviceAccountName: sekisho, serviceAccountName: gateway, service account gateway",
    "'/tmp\n          name: tmp', '/tmp\n          name: temp', 'volume, which is mounted, temp'",
    "'configMapRef:\n            name: sekisho-settings', 'configMapRef:\n            name: settings', ConfigMap settings",
  })
  void shouldFindAReferenceToNothing(String right, String wrong, String said) {
    String text = Kustomization.at("overlays/openshift").text();
    assertThat(text).contains(right);

    assertThat(References.faults(Rendering.in(text.replace(right, wrong))))
        .as("with %s", wrong)
        .anySatisfy(fault -> assertThat(fault).contains(said));
  }

  /**
   * There is no model of ExternalSecret: only what it makes is compared, its own fields are not.
   */
  @Test
  void shouldMakeTheSameSecretsFromAnExternalStore() throws IOException {
    String text = Files.readString(Kustomization.DEPLOY.resolve("examples/external-secrets.yaml"));

    for (JsonNode external : StrictYaml.documents(text)) {
      String name = external.at("/spec/target/name").asText();
      Set<String> keys =
          StreamSupport.stream(external.at("/spec/data").spliterator(), false)
              .map(item -> item.path("secretKey").asText())
              .collect(Collectors.toSet());
      assertThat(References.examples().find(Secret.class, name).map(References::keys))
          .as("keys of the Secret %s", name)
          .contains(keys);
    }
  }

  @Test
  void shouldReadTheExamplesThatNoKustomizationHas() throws IOException {
    assertThat(References.examples().all()).isNotEmpty();
    assertThat(
            StrictYaml.read(
                Files.readString(Kustomization.DEPLOY.resolve("clients/cluster/proxy.yaml"))))
        .hasSize(1);
  }
}
