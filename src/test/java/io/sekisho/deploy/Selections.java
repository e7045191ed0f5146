package io.sekisho.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.Route;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether what selects pods and Services finds some, and the ports that it names are theirs. */
final class Selections {

  private final Rendering objects;
  private final List<String> faults = new ArrayList<>();

  private Selections(Rendering objects) {
    this.objects = objects;
  }

  /** What is wrong, each with the object that says so. */
  static List<String> faults(Rendering objects) {
    Selections selections = new Selections(objects);
    objects.of(Deployment.class).forEach(selections::check);
    objects.of(Service.class).forEach(selections::check);
    objects.of(PodDisruptionBudget.class).forEach(selections::check);
    objects.of(NetworkPolicy.class).forEach(selections::check);
    objects.of(HorizontalPodAutoscaler.class).forEach(selections::check);
    objects.of(Route.class).forEach(selections::check);
    objects.of(ServiceMonitor.class).forEach(selections::check);
    objects.pods().forEach(pod -> Rendering.containers(pod.getSpec()).forEach(selections::check));
    return selections.faults;
  }

  private void check(Deployment deployment) {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    Map<String, String> wanted = deployment.getSpec().getSelector().getMatchLabels();
    if (!matches(wanted, labels)) {
      fault(deployment, "selects " + wanted + ", its own pods have " + labels);
    }
    deployment
        .getSpec()
        .getTemplate()
        .getSpec()
        .getTopologySpreadConstraints()
        .forEach(constraint -> selected(deployment, constraint.getLabelSelector()));
  }

  private void check(Service service) {
    List<PodTemplateSpec> pods = selected(service, service.getSpec().getSelector());
    for (ServicePort port : service.getSpec().getPorts()) {
      present(service, port.getTargetPort(), pods);
    }
  }

  private void check(PodDisruptionBudget budget) {
    selected(budget, budget.getSpec().getSelector());
  }

  private void check(NetworkPolicy policy) {
    List<PodTemplateSpec> own = selected(policy, policy.getSpec().getPodSelector());
    policy
        .getSpec()
        .getIngress()
        .forEach(rule -> rule.getPorts().forEach(port -> present(policy, port, own)));
    policy
        .getSpec()
        .getEgress()
        .forEach(
            rule ->
                rule.getPorts()
                    .forEach(port -> present(policy, port, peers(policy, rule.getTo()))));
  }

  /** The pods of this namespace that a policy lets reach, or be reached. */
  private List<PodTemplateSpec> peers(NetworkPolicy policy, List<NetworkPolicyPeer> peers) {
    return peers.stream()
        .filter(peer -> peer.getPodSelector() != null && peer.getNamespaceSelector() == null)
        .flatMap(peer -> selected(policy, peer.getPodSelector()).stream())
        .toList();
  }

  private void present(NetworkPolicy policy, NetworkPolicyPort port, List<PodTemplateSpec> pods) {
    if (port.getPort().getStrVal() != null) {
      present(policy, port.getPort(), pods);
    }
  }

  private void check(HorizontalPodAutoscaler autoscaler) {
    String target = autoscaler.getSpec().getScaleTargetRef().getName();
    if (objects.find(Deployment.class, target).isEmpty()) {
      fault(autoscaler, "scales the Deployment " + target + ", which is not there");
    }
  }

  private void check(Route route) {
    String name = route.getSpec().getTo().getName();
    String port = route.getSpec().getPort().getTargetPort().getStrVal();
    List<Service> found = objects.find(Service.class, name).stream().toList();
    if (found.stream().noneMatch(service -> ports(service).anyMatch(port::equals))) {
      fault(route, "leads to the port " + port + " of the Service " + name + ", which has none");
    }
  }

  private void check(ServiceMonitor monitor) {
    Map<String, String> wanted = monitor.getSpec().getSelector().getMatchLabels();
    List<Service> found =
        objects.of(Service.class).stream()
            .filter(service -> matches(wanted, service.getMetadata().getLabels()))
            .toList();
    if (found.isEmpty()) {
      fault(monitor, "selects Services by " + wanted + ", and there is none");
    }
    monitor
        .getSpec()
        .getEndpoints()
        .forEach(
            endpoint -> {
              if (found.stream().flatMap(Selections::ports).noneMatch(endpoint.getPort()::equals)) {
                fault(monitor, "reads the port " + endpoint.getPort() + ", which no Service has");
              }
            });
  }

  private void check(Container container) {
    Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .filter(Objects::nonNull)
        .map(Selections::port)
        .filter(port -> !has(container, port))
        .forEach(port -> faults.add("container " + container.getName() + ": probes " + text(port)));
  }

  private static IntOrString port(Probe probe) {
    return probe.getHttpGet() != null
        ? probe.getHttpGet().getPort()
        : probe.getTcpSocket().getPort();
  }

  private void present(HasMetadata object, IntOrString port, List<PodTemplateSpec> pods) {
    boolean present =
        pods.stream()
            .flatMap(pod -> pod.getSpec().getContainers().stream())
            .anyMatch(container -> has(container, port));
    if (!present) {
      fault(object, "names the port " + text(port) + ", which no container that it selects has");
    }
  }

  private List<PodTemplateSpec> selected(HasMetadata object, LabelSelector selector) {
    if (selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty()) {
      return objects.pods();
    }
    return selected(object, selector.getMatchLabels());
  }

  private List<PodTemplateSpec> selected(HasMetadata object, Map<String, String> wanted) {
    List<PodTemplateSpec> found =
        objects.pods().stream()
            .filter(pod -> matches(wanted, pod.getMetadata().getLabels()))
            .toList();
    if (found.isEmpty()) {
      fault(object, "selects pods by " + wanted + ", and there are none");
    }
    return found;
  }

  private void fault(HasMetadata object, String what) {
    faults.add(object.getKind() + " " + object.getMetadata().getName() + ": " + what);
  }

  private static boolean matches(Map<String, String> wanted, Map<String, String> labels) {
    return labels != null && labels.entrySet().containsAll(wanted.entrySet());
  }

  private static Stream<String> ports(Service service) {
    return service.getSpec().getPorts().stream().map(ServicePort::getName);
  }

  private static boolean has(Container container, IntOrString wanted) {
    return container.getPorts().stream().anyMatch(port -> is(port, wanted));
  }

  private static boolean is(ContainerPort port, IntOrString wanted) {
    return wanted.getStrVal() != null
        ? wanted.getStrVal().equals(port.getName())
        : wanted.getIntVal().equals(port.getContainerPort());
  }

  private static String text(IntOrString port) {
    return String.valueOf(port.getValue());
  }
}
