package io.sekisho.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** That what the images are made of is there once the application is packaged. */
class DockerfileIT {

  @Test
  @DisabledIfSystemProperty(named = "native", matches = ".*", disabledReason = "no jar is made")
  void shouldFindWhatTheImageOfTheJvmTakes() {
    assertThat(Dockerfile.read("Dockerfile.jvm").copiedFromHere())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(Path.of(source)).exists());
  }

  @Test
  void shouldFindWhatTheNativeImageIsBuiltFrom() {
    assertThat(Dockerfile.read("Dockerfile.native").copiedFromHere())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(Path.of(source)).exists());
  }
}
