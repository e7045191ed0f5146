package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether pods fit OpenShift's restricted-v2 and the Pod Security Standard "restricted". */
class RestrictionTest {

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#all")
  void shouldAskForNoPrivilege(Kustomization kustomization) {
    assertThat(kustomization.objects().podSpecs()).isNotEmpty();
    assertThat(faults(kustomization.objects())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'runAsNonRoot: true', 'runAsNonRoot: false', root",
    "'type: RuntimeDefault', 'type: Unconfined', seccomp",
    "'- ALL', '- NET_RAW', capabilities",
    "'allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true', escalate",
    "'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', written",
    "'runAsNonRoot: true', 'runAsNonRoot: true\n        runAsUser: 1001', fixed user",
    "'automountServiceAccountToken: false', 'automountServiceAccountToken: true', token",
  })
  void shouldFindAPrivilege(String right, String wrong, String said) {
    String text = Kustomization.at("overlays/openshift").text();
    assertThat(text).contains(right);

    assertThat(faults(Rendering.in(text.replace(right, wrong))))
        .as("with %s", wrong)
        .anySatisfy(fault -> assertThat(fault).contains(said));
  }

  /** On plain Kubernetes one image needs a number for its user. */
  @Test
  void shouldFixAUserNowhereButForOneJob() {
    assertThat(Kustomization.all().filter(RestrictionTest::fixesAUser))
        .extracting(Kustomization::directory)
        .containsExactly("jobs/policies-kubernetes");
  }

  @ParameterizedTest
  @MethodSource("io.sekisho.deploy.Kustomization#overlays")
  void shouldTakeNoReplicaAwayBeforeTheNextIsReady(Kustomization kustomization) {
    DeploymentSpec gateway = kustomization.objects().gateway().getSpec();

    assertThat(gateway.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
        .as("maxUnavailable")
        .isZero();
    Container container = gateway.getTemplate().getSpec().getContainers().get(0);
    assertThat(
            List.of(
                container.getStartupProbe(),
                container.getLivenessProbe(),
                container.getReadinessProbe()))
        .extracting(probe -> probe.getHttpGet().getPath())
        .containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
  }

  private static boolean fixesAUser(Kustomization kustomization) {
    return kustomization.objects().podSpecs().stream()
        .anyMatch(pod -> pod.getSecurityContext().getRunAsUser() != null);
  }

  private static List<String> faults(Rendering objects) {
    List<String> faults = new ArrayList<>();
    boolean gateway = objects.pods().stream().anyMatch(pod -> isGateway(pod.getSpec()));
    for (PodSpec pod : objects.podSpecs()) {
      var context = pod.getSecurityContext();
      expect(Boolean.TRUE.equals(context.getRunAsNonRoot()), "may be root", faults);
      expect("RuntimeDefault".equals(context.getSeccompProfile().getType()), "seccomp", faults);
      expect(!gateway || context.getRunAsUser() == null, "has a fixed user", faults);
      expect(
          pod.getServiceAccountName() != null && !isGateway(pod)
              || Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
          "mounts a token",
          faults);
      pod.getVolumes().forEach(volume -> check(volume, faults));
      Rendering.containers(pod).forEach(container -> check(container, faults));
    }
    return faults;
  }

  private static boolean isGateway(PodSpec pod) {
    return pod.getContainers().get(0).getName().equals("sekisho");
  }

  private static void check(Volume volume, List<String> faults) {
    expect(
        volume.getEmptyDir() != null
            || volume.getSecret() != null
            || volume.getConfigMap() != null
            || volume.getProjected() != null,
        "has a volume that is the host's: " + volume.getName(),
        faults);
  }

  private static void check(Container container, List<String> faults) {
    var context = container.getSecurityContext();
    String name = container.getName() + " ";
    expect(
        List.of("ALL").equals(context.getCapabilities().getDrop()), name + "capabilities", faults);
    expect(context.getCapabilities().getAdd().isEmpty(), name + "adds capabilities", faults);
    expect(
        Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), name + "may escalate", faults);
    expect(
        container.getResources().getRequests() != null
            && container.getResources().getLimits().containsKey("memory"),
        name + "has no bounds",
        faults);
    expect(context.getRunAsUser() == null, name + "has a fixed user", faults);
    // Database, issuer and clients are others' images, which want to write where they like.
    if (List.of("sekisho", "migrate", "grant", "import").contains(container.getName())) {
      expect(
          Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()),
          name + "root can be written",
          faults);
    }
  }

  private static void expect(boolean condition, String otherwise, List<String> faults) {
    if (!condition) {
      faults.add(otherwise);
    }
  }
}
