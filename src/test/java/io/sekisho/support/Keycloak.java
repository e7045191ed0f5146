package io.sekisho.support;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real Keycloak with one realm: users alice, bob, audrey and adam, groups in the token. */
public final class Keycloak implements AutoCloseable {

  private static final String REALM = "company";

  private final int port = Ports.free();
  private final Process process;

  public Keycloak() {
    Path home = Path.of(System.getProperty("sekisho.keycloak.home"));
    try {
      Path imports = Files.createDirectories(home.resolve("data/import"));
      Files.copy(
          Path.of("src/test/resources/keycloak-realm.json"),
          imports.resolve("realm.json"),
          StandardCopyOption.REPLACE_EXISTING);
      process =
          new ProcessBuilder(
                  "sh",
                  home.resolve("bin/kc.sh").toString(),
                  "start-dev",
                  "--import-realm",
                  "--http-host=127.0.0.1",
                  "--http-port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(home.resolveSibling("keycloak.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("Keycloak; see keycloak.log in the build directory")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofSeconds(1))
        .until(this::answers);
  }

  public String realmUrl() {
    return "http://127.0.0.1:" + port + "/realms/" + REALM;
  }

  /** A pass for a user of the realm, whose password is the name. */
  public String pass(String user) {
    return given()
        .formParam("grant_type", "password")
        .formParam("client_id", "cli")
        .formParam("username", user)
        .formParam("password", user)
        .post(realmUrl() + "/protocol/openid-connect/token")
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Keycloak ended; see keycloak.log in the build directory");
    }
    try {
      return given().get(realmUrl() + "/.well-known/openid-configuration").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }
}
