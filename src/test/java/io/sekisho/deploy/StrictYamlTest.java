package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether every manifest is one, and whether one that is not would be found. */
class StrictYamlTest {

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#all")
  void shouldReadEveryObjectOf(Kustomization kustomization) {
    assertThat(kustomization.objects().all()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "base/deployment.yaml, readOnlyRootFilesystem:, readOnlyRootFileSystem:",
    "base/deployment.yaml, periodSeconds:, periodSecond:",
    "base/deployment.yaml, maxUnavailable:, maxUnavailables:",
    "base/deployment.yaml, sleep:, slept:",
    "base/deployment.yaml, secretKeyRef:, secretRef:",
    "base/deployment.yaml, sizeLimit:, size:",
    "base/deployment.yaml, 'terminationGracePeriodSeconds: 100', 'terminationGracePeriodSeconds: soon'",
    "base/services.yaml, targetPort:, targetport:",
    "base/network-policy.yaml, podSelector:, podsSelector:",
    "base/network-policy.yaml, except:, excepts:",
    "base/disruption-budget.yaml, apiVersion: policy/v1, apiVersion: policy/v2",
    "components/autoscaling/autoscaler.yaml, averageValue:, average:",
    "components/monitoring/service-monitor.yaml, endpoints:, endpoint:",
    "components/monitoring/rules.yaml, annotations:, annotation:",
    "overlays/openshift/route.yaml, termination:, terminate:",
    "jobs/migration/job.yaml, backoffLimit:, backOffLimit:",
  })
  void shouldFindAMistakeIn(String file, String right, String wrong) throws IOException {
    String manifest = Files.readString(Kustomization.DEPLOY.resolve(Path.of(file)));
    assertThat(manifest).as(file).contains(right);
    assertThat(StrictYaml.read(manifest)).as(file + " as it is").isNotEmpty();

    assertThatThrownBy(() -> StrictYaml.read(manifest.replace(right, wrong)))
        .as("%s with %s", file, wrong)
        .isInstanceOf(AssertionError.class);
  }
}
