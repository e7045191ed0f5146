package io.sekisho.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one kustomization comes to. */
record Rendering(List<HasMetadata> all) {

  static Rendering in(String yaml) {
    return new Rendering(StrictYaml.read(yaml));
  }

  <T extends HasMetadata> List<T> of(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return of(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** The gateway itself. */
  Deployment gateway() {
    return find(Deployment.class, "sekisho")
        .orElseThrow(() -> new AssertionError("there is no Deployment sekisho"));
  }

  /** The pods of everything here. */
  List<PodTemplateSpec> pods() {
    return Stream.concat(
            of(Deployment.class).stream().map(deployment -> deployment.getSpec().getTemplate()),
            of(Job.class).stream().map(job -> job.getSpec().getTemplate()))
        .toList();
  }

  /** The same, with pods that stand by themselves. */
  List<PodSpec> podSpecs() {
    return Stream.concat(
            pods().stream().map(PodTemplateSpec::getSpec), of(Pod.class).stream().map(Pod::getSpec))
        .toList();
  }

  static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
  }
}
