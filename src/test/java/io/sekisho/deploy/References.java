package io.sekisho.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the ConfigMaps, Secrets, volumes and accounts that pods refer to are there. */
final class References {

  /** What every cluster has in every namespace, and what OpenShift puts into one with a label. */
  private static final Map<String, Set<String>> OF_THE_CLUSTER =
      Map.of("kube-root-ca.crt", Set.of("ca.crt"), "trusted-ca", Set.of("ca-bundle.crt"));

  private final Map<String, Set<String>> configMaps = new HashMap<>(OF_THE_CLUSTER);
  private final Map<String, Set<String>> secrets = new HashMap<>();
  private final Set<String> accounts;
  private final List<String> faults = new ArrayList<>();

  private References(Rendering objects) {
    for (ConfigMap map : objects.of(ConfigMap.class)) {
      configMaps.putIfAbsent(
          map.getMetadata().getName(), map.getData() == null ? Set.of() : map.getData().keySet());
    }
    Stream.concat(examples().of(Secret.class).stream(), objects.of(Secret.class).stream())
        .forEach(secret -> secrets.put(secret.getMetadata().getName(), keys(secret)));
    accounts =
        objects.of(ServiceAccount.class).stream()
            .map(account -> account.getMetadata().getName())
            .collect(Collectors.toSet());
  }

  /** What is wrong, each with the container or volume that says so. */
  static List<String> faults(Rendering objects) {
    References references = new References(objects);
    objects.podSpecs().forEach(references::check);
    return references.faults;
  }

  /** What an operator makes by hand, or by the External Secrets Operator. */
  static Rendering examples() {
    try {
      return Rendering.in(Files.readString(Kustomization.DEPLOY.resolve("examples/secrets.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Set<String> keys(Secret secret) {
    Set<String> keys = new HashSet<>();
    Stream.of(secret.getData(), secret.getStringData())
        .filter(data -> data != null)
        .forEach(data -> keys.addAll(data.keySet()));
    return keys;
  }

  private void check(PodSpec pod) {
    if (pod.getServiceAccountName() != null) {
      expect(accounts::contains, pod.getServiceAccountName(), "service account");
    }
    pod.getVolumes().forEach(this::check);
    Set<String> volumes =
        pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    Set<String> mounted = new HashSet<>();
    Rendering.containers(pod)
        .forEach(
            container -> {
              check(container);
              container.getVolumeMounts().stream().map(VolumeMount::getName).forEach(mounted::add);
            });
    mounted.forEach(name -> expect(volumes::contains, name, "volume, which is mounted,"));
    volumes.forEach(name -> expect(mounted::contains, name, "mount of the volume"));
  }

  private void check(Container container) {
    for (EnvFromSource source : container.getEnvFrom()) {
      if (source.getConfigMapRef() != null) {
        expect(configMaps::containsKey, source.getConfigMapRef().getName(), "ConfigMap");
      }
    }
    container.getEnv().stream()
        .map(EnvVar::getValueFrom)
        .filter(source -> source != null)
        .forEach(this::check);
  }

  private void check(EnvVarSource source) {
    if (source.getSecretKeyRef() != null) {
      expectKey(secrets, source.getSecretKeyRef().getName(), source.getSecretKeyRef().getKey());
    }
    if (source.getConfigMapKeyRef() != null) {
      expectKey(
          configMaps, source.getConfigMapKeyRef().getName(), source.getConfigMapKeyRef().getKey());
    }
  }

  private void check(Volume volume) {
    if (volume.getSecret() != null) {
      expect(secrets::containsKey, volume.getSecret().getSecretName(), "Secret");
    }
    if (volume.getConfigMap() != null) {
      check(volume.getConfigMap().getName(), volume.getConfigMap().getItems());
    }
    if (volume.getProjected() != null) {
      volume.getProjected().getSources().stream()
          .filter(source -> source.getConfigMap() != null)
          .forEach(
              source -> check(source.getConfigMap().getName(), source.getConfigMap().getItems()));
    }
  }

  private void check(String configMap, List<KeyToPath> items) {
    expect(configMaps::containsKey, configMap, "ConfigMap");
    items.forEach(item -> expectKey(configMaps, configMap, item.getKey()));
  }

  private void expectKey(Map<String, Set<String>> all, String name, String key) {
    expect(all::containsKey, name, "ConfigMap or Secret");
    expect(all.getOrDefault(name, Set.of())::contains, key, "key in " + name);
  }

  private void expect(Predicate<String> there, String name, String kind) {
    if (!there.test(name)) {
      faults.add("there is no " + kind + " " + name);
    }
  }
}
