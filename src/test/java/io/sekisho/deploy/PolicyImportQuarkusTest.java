package io.sekisho.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.sekisho.packaged.clients.Program;
import io.sekisho.support.RunningSekisho;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Job's own commands, run at the running application; the import itself is asked to be dry. */
@QuarkusTest
class PolicyImportQuarkusTest extends RunningSekisho {

  private static final Path POLICIES = Kustomization.DEPLOY.resolve("jobs/policies/policies.yaml");

  @TempDir Path home;

  private final AtomicReference<String> login = new AtomicReference<>();
  private final AtomicReference<String> form = new AtomicReference<>();
  private HttpServer tokens;

  @BeforeEach
  void start() throws IOException {
    tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tokens.start();
  }

  @AfterEach
  void stop() {
    tokens.stop(0);
  }

  @Test
  void shouldImportTheExamplesAsAClientOfTheIssuer() throws IOException {
    answer(issuer.pass("importer", "sekisho-admin"));

    Program.Run run = run("client's secret");

    assertThat(run.exit()).as(run.errors() + run.output()).isZero();
    assertThat(login.get()).as("login").isEqualTo("policies:client's secret");
    assertThat(form.get()).as("form").isEqualTo("grant_type=client_credentials");
    JsonPath answer = JsonPath.from(run.output());
    assertThat(answer.getList("created", String.class))
        .as("policies that it would make")
        .contains("developers-source-hosting", "builder-packages", "nobody-paste-sites");
    assertThat(answer.getInt("lintTotal")).as(run.output()).isZero();
  }

  @Test
  void shouldFailAndSayWhyIfItMayNot() throws IOException {
    answer(issuer.pass("importer", "developers"));

    Program.Run run = run("secret");

    assertThat(run.exit()).as("exit status").isNotZero();
    assertThat(run.output()).contains("\"status\":403");
  }

  private void answer(String token) {
    tokens.createContext(
        "/token",
        exchange -> {
          String basic = exchange.getRequestHeaders().getFirst("Authorization").substring(6);
          login.set(new String(Base64.getDecoder().decode(basic), UTF_8));
          form.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] body = ("{\"access_token\":\"" + token + "\",\"expires_in\":60}").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private Program.Run run(String secret) throws IOException {
    Program.named("curl");
    Job job =
        (Job)
            StrictYaml.read(
                    Files.readString(Kustomization.DEPLOY.resolve("jobs/policies/job.yaml")))
                .get(0);
    Container container = job.getSpec().getTemplate().getSpec().getContainers().get(0);
    List<String> command = container.getCommand();
    assertThat(command).hasSize(3).startsWith("sh", "-ec");
    String script =
        command
            .get(2)
            .replace("/policies/policies.yaml", POLICIES.toString())
            .replace("/policies/import", "/policies/import?dryRun=true");
    return Program.named("sh")
        .run(
            home,
            Map.of(
                "CLIENT_ID",
                "policies",
                "CLIENT_SECRET",
                secret,
                "TOKEN_URL",
                "http://127.0.0.1:" + tokens.getAddress().getPort() + "/token",
                "API_URL",
                "http://localhost:" + RestAssured.port + "/api/v1"),
            "-ec",
            script);
  }
}
