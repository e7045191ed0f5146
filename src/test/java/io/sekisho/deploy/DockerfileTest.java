package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.config.SekishoConfig;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That what builds the images agrees with the application and with what OpenShift asks of an image.
 */
class DockerfileTest {

  private static final List<String> PORTS_OF_QUARKUS = List.of("8080", "9000");

  static Stream<Dockerfile> dockerfiles() {
    return Stream.of("Dockerfile.jvm", "Dockerfile.native").map(Dockerfile::read);
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldExposeThePortsOfTheApplication(Dockerfile dockerfile) throws Exception {
    Class<?> proxy = SekishoConfig.class.getDeclaredMethod("proxy").getReturnType();
    Class<?> tls = proxy.getDeclaredMethod("tls").getReturnType();

    assertThat(dockerfile.last("EXPOSE").arguments())
        .containsExactlyInAnyOrder(
            defaultPort(proxy), defaultPort(tls), PORTS_OF_QUARKUS.get(0), PORTS_OF_QUARKUS.get(1));
  }

  /** Kubernetes' runAsNonRoot knows a user by its number only. */
  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldRunAsANumberedUserOfGroup0(Dockerfile dockerfile) {
    assertThat(dockerfile.last("USER").text()).matches("[1-9][0-9]*:0");
    assertThat(dockerfile.instructions().indexOf(dockerfile.last("USER")))
        .as("the USER that counts stands after whatever needs another one")
        .isGreaterThan(dockerfile.instructions().indexOf(dockerfile.last("COPY")));
  }

  /** A shell as process 1 would keep SIGTERM from the application, which then could not drain. */
  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldStartTheApplicationWithoutAShell(Dockerfile dockerfile) throws IOException {
    JsonNode command = new ObjectMapper().readTree(dockerfile.last("ENTRYPOINT").text());

    assertThat(command.isArray()).isTrue();
    assertThat(command.get(0).asText()).isIn("java", "/app/sekisho");
    assertThat(dockerfile.all("CMD")).isEmpty();
  }

  /** The orchestrator has its probes on port 9000. */
  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldLeaveChecksOfHealthToTheOrchestrator(Dockerfile dockerfile) {
    assertThat(dockerfile.all("HEALTHCHECK")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldLetNobodyChangeTheProgram(Dockerfile dockerfile) {
    assertThat(dockerfile.instructions())
        .filteredOn(copy -> copy.keyword().equals("COPY"))
        .filteredOn(copy -> copy.text().contains("quarkus-") || copy.text().contains("-runner"))
        .isNotEmpty()
        .allSatisfy(copy -> assertThat(copy.flags()).contains("--chmod=0555"));
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldLabelTheImageWithVersionAndRevision(Dockerfile dockerfile) {
    assertThat(dockerfile.all("ARG").stream().map(Dockerfile.Instruction::text))
        .contains("VERSION=unknown", "REVISION=unknown");
    assertThat(dockerfile.last("LABEL").text())
        .contains("org.opencontainers.image.version=\"${VERSION}\"")
        .contains("org.opencontainers.image.revision=\"${REVISION}\"")
        .contains("org.opencontainers.image.title=\"sekisho\"")
        .contains("org.opencontainers.image.licenses=\"Apache-2.0\"");
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldBuildOnNamedReleases(Dockerfile dockerfile) {
    assertThat(dockerfile.all("ARG").stream().map(Dockerfile.Instruction::text))
        .filteredOn(argument -> argument.matches("(BASE|BUILDER)=.*"))
        .isNotEmpty()
        .allSatisfy(image -> assertThat(image).matches("[A-Z]+=[a-z0-9./-]+:(jdk-)?\\d[\\d.]*"));
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void shouldCopyOnlyWhatIsNotIgnored(Dockerfile dockerfile) throws IOException {
    List<String> ignore = Files.readAllLines(Path.of(".dockerignore"));

    assertThat(dockerfile.copiedFromHere())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(isSent(source, ignore)).as(source + " is sent").isTrue());
    assertThat(isSent(".git", ignore)).as(".git is sent").isFalse();
    assertThat(isSent("target/classes", ignore)).as("target/classes is sent").isFalse();
  }

  /**
   * As the builder reads that file: of the patterns for a path or what holds it the last one
   * counts.
   */
  private static boolean isSent(String source, List<String> ignore) {
    boolean sent = true;
    for (String pattern : ignore) {
      boolean sends = pattern.startsWith("!");
      String glob = sends ? pattern.substring(1) : pattern;
      if (!glob.startsWith("#") && holds(glob, Path.of(source))) {
        sent = sends;
      }
    }
    return sent;
  }

  private static boolean holds(String glob, Path path) {
    for (Path part = path; part != null; part = part.getParent()) {
      if (part.getFileSystem().getPathMatcher("glob:" + glob).matches(part)) {
        return true;
      }
    }
    return false;
  }

  private static String defaultPort(Class<?> section) throws NoSuchMethodException {
    return section.getDeclaredMethod("port").getAnnotation(WithDefault.class).value();
  }
}
