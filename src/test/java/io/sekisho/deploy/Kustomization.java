package io.sekisho.deploy;

import io.sekisho.packaged.clients.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A directory of {@code deploy/} as {@code kubectl kustomize} renders it. */
record Kustomization(String directory) {

  static final Path DEPLOY = Path.of("deploy").toAbsolutePath();

  /** Where {@code .ci/clients} puts the program. */
  private static final Path INSTALLED =
      Path.of("target/clients/kubectl/kubectl/kubectl").toAbsolutePath();

  /** Every test asks for the same few. */
  private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

  /** Those that a gateway is installed from. */
  static Stream<Kustomization> overlays() {
    return Stream.of("openshift", "kubernetes", "try").map(name -> at("overlays/" + name));
  }

  /** All that are applied. */
  static Stream<Kustomization> all() {
    return Stream.concat(
        overlays(),
        Stream.of("jobs/migration", "jobs/policies", "jobs/policies-kubernetes", "clients")
            .map(Kustomization::at));
  }

  static Kustomization at(String directory) {
    return new Kustomization(directory);
  }

  /** Skipped, or failed, where kubectl is not installed. */
  String text() {
    Program kubectl = Program.named("kubectl", INSTALLED.toString());
    return RENDERED.computeIfAbsent(directory, any -> render(kubectl, DEPLOY.resolve(directory)));
  }

  Rendering objects() {
    return Rendering.in(text());
  }

  static String render(Program kubectl, Path directory) {
    try {
      Path home = Files.createTempDirectory("kubectl");
      return kubectl
          .run(home, Map.of(), "kustomize", directory.toString())
          .shouldSucceed()
          .output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return directory;
  }
}
