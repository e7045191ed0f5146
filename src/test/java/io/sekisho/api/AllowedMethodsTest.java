package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

class AllowedMethodsTest {

  @Test
  void shouldKnowEveryResource() {
    assertThat(new ClassFileImporter().importPackages("io.sekisho.api"))
        .filteredOn(type -> type.isAnnotatedWith(Path.class))
        .extracting(JavaClass::getName)
        .containsExactlyInAnyOrderElementsOf(
            AllowedMethods.RESOURCES.stream().map(Class::getName).toList());
  }

  @Test
  void shouldLetANativeExecutableReadThem() {
    assertThat(AllowedMethods.class.getAnnotation(RegisterForReflection.class).targets())
        .containsExactlyElementsOf(AllowedMethods.RESOURCES);
  }
}
