package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * That the bill of materials (CycloneDX) describes what is shipped: each of its files, and no
 * other.
 */
@DisabledIfSystemProperty(named = "native", matches = ".*", disabledReason = "of the JVM's files")
class BillOfMaterialsIT {

  private static final Path BUILD =
      Path.of(System.getProperty("sekisho.build.directory", "target"));
  private static final Path SHIPPED = BUILD.resolve("quarkus-app");
  private static final Pattern MAVEN_PURL =
      Pattern.compile("pkg:maven/([^/]+)/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");

  private static final Map<String, JsonNode> components = new TreeMap<>();

  @BeforeAll
  static void readBill() throws IOException {
    JsonNode bill =
        new ObjectMapper().readTree(BUILD.resolve("quarkus-run-cyclonedx.json").toFile());
    for (JsonNode component : bill.get("components")) {
      for (JsonNode occurrence : component.at("/evidence/occurrences")) {
        components.put(occurrence.get("location").asText(), component);
      }
    }
  }

  @Test
  void shouldNameEveryFileByItsHashAndNoOther() throws IOException {
    Map<String, String> billed = new TreeMap<>();
    components.forEach((file, component) -> billed.put(file, sha256(component)));

    assertThat(billed).hasSizeGreaterThan(100).isEqualTo(shipped());
  }

  @Test
  void shouldNameEveryLibraryByAPackageUrlOfTheSameVersion() {
    Map<String, String> named = new TreeMap<>();
    components.forEach(
        (file, component) -> {
          if (file.startsWith("lib/")) {
            named.put(file.substring(file.lastIndexOf('/') + 1), component.get("purl").asText());
          }
        });

    assertThat(named)
        .hasSizeGreaterThan(100)
        .allSatisfy((file, purl) -> assertThat(fileNamed(purl)).as(purl).isEqualTo(file));
  }

  /** How Quarkus names the file of an artifact. */
  private static String fileNamed(String purl) {
    Matcher artifact = MAVEN_PURL.matcher(purl);
    assertThat(artifact.matches()).as(purl).isTrue();
    String classifier = artifact.group(4) == null ? "" : "-" + artifact.group(4);
    return "%s.%s-%s%s.jar"
        .formatted(artifact.group(1), artifact.group(2), artifact.group(3), classifier);
  }

  private static String sha256(JsonNode component) {
    for (JsonNode hash : component.get("hashes")) {
      if (hash.get("alg").asText().equals("SHA-256")) {
        return hash.get("content").asText();
      }
    }
    return "none";
  }

  private static Map<String, String> shipped() throws IOException {
    Map<String, String> shipped = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        shipped.put(
            SHIPPED.relativize(file).toString().replace('\\', '/'),
            HexFormat.of().formatHex(digest().digest(Files.readAllBytes(file))));
      }
    }
    return shipped;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
