package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proof of the audit log over replicas, restarts and losses, of nodes that run with a role that
 * may only add to it; and its verification without them.
 */
class AuditProofIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROLE = "sekisho_app";

  @TempDir static Path directory;

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static Target echo;
  private static SekishoProcess one;

  @BeforeAll
  static void start() throws IOException {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    echo = Target.echo();
    // Migrates, as the owner.
    try (SekishoProcess owner = new SekishoProcess("owner", postgres.jdbcUrl(), issuer.url())) {
      with(owner).start();
      api(owner).allow("everyone-local", Api.anyone(), "127.0.0.1");
      owner.terminate();
      owner.exitStatus();
    }
    postgres.execute("create role " + ROLE + " login password 'secret'");
    postgres.execute(Files.readString(Path.of("deploy/jobs/migration/database-role.sql")));
    one = sekisho("proof-one").start();
  }

  @AfterAll
  static void stop() {
    one.close();
    echo.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldStayWholeWhateverHappens() throws Exception {
    tunnels(one, 20);
    try (SekishoProcess two = sekisho("proof-two").start()) {
      tunnels(two, 20);
      RawClient open = tunnel(two);
      two.kill();
      open.close();
      two.start();
      tunnels(two, 5);
      postgres.stop();
      RawClient.connect(one.proxyPort()).requestTunnel(echo.authority()).refusal();
      RawClient.connect(two.proxyPort()).requestTunnel(echo.authority()).refusal();
      postgres.start();
      await().atMost(PATIENCE).until(() -> one.metrics().contains("sekisho_audit_available 1.0"));
      await().atMost(PATIENCE).until(() -> two.metrics().contains("sekisho_audit_available 1.0"));
      tunnels(one, 5);
      tunnels(two, 5);
      two.terminate();
      assertThat(two.exitStatus()).isZero();
    }
    await().atMost(PATIENCE).until(() -> verification().getLong("chains[0].unproven") == 0);

    JsonPath whole = verification();
    assertThat(whole.getBoolean("intact")).as(whole.prettify()).isTrue();
    assertThat(whole.getList("chains.node", String.class))
        .as("who has written anything")
        .containsExactly("proof-one", "proof-two", "proof-two");
    assertThat(whole.getList("chains.ended", Boolean.class))
        .as("only what stops in order ends")
        .containsExactly(false, false, true);
    assertThat(whole.getLong("unchained")).isZero();
    assertThat(Long.toString(whole.getLong("records")))
        .isEqualTo(postgres.query("select count(*) from audit_record").get(0));
    assertThat(postgres.query("select count(*) from audit_record where status = 407"))
        .as("recorded late")
        .containsExactly("2");

    assertThat(verifyOffline(export(), 0)).startsWith("intact: records=");
    postgres.execute(
        "set session_replication_role = replica;"
            + " update audit_record set host = 'elsewhere.example' where chain = 2 and sequence = 2");
    JsonPath altered = verification();
    assertThat(altered.getBoolean("intact")).isFalse();
    assertThat(altered.getString("fault.kind")).isEqualTo("altered");
    assertThat(altered.getLong("fault.chain")).isEqualTo(2);
    assertThat(altered.getLong("fault.sequence")).isEqualTo(2);
    assertThat(verifyOffline(export(), 1)).contains("altered, chain 2, sequence 2");
    assertThat(verifyOffline(export().substring(0, 5_000).replaceFirst("[^\n]*$", ""), 1))
        .contains("cut off");
  }

  @Test
  void shouldNeedNoMoreThanToAddAndToRead() {
    RawClient tunnel = tunnel(one);
    tunnel.send("hello");
    assertThat(tunnel.readText(5)).isEqualTo("hello");
    tunnel.close();
    for (String table :
        List.of(
            "audit_record",
            "audit_access",
            "audit_chain",
            "audit_checkpoint",
            "audit_dropped",
            "kill_order",
            "policy_history")) {
      for (String right : List.of("UPDATE", "DELETE", "TRUNCATE")) {
        assertThat(
                postgres.query(
                    "select has_table_privilege('%s', '%s', '%s')".formatted(ROLE, table, right)))
            .as(right + " " + table)
            .containsExactly("f");
      }
    }
    assertThat(
            postgres.query(
                "select inhrelid::regclass from pg_inherits"
                    + " where inhparent = 'audit_record'::regclass and"
                    + " has_table_privilege('"
                    + ROLE
                    + "', inhrelid, 'INSERT, UPDATE, DELETE, TRUNCATE')"))
        .isEmpty();
    assertThat(postgres.refusalTo(ROLE, "secret", "update audit_record set user_name = 'x'"))
        .contains("permission denied");
    assertThat(postgres.refusalTo(ROLE, "secret", "delete from audit_checkpoint"))
        .contains("permission denied");
    assertThat(postgres.refusalTo(ROLE, "secret", "drop table audit_record"))
        .contains("must be owner");
    await().atMost(PATIENCE).until(() -> Files.exists(stream()) && Files.size(stream()) > 0);
    assertThat(one.output()).doesNotContain("permission denied");
  }

  private static String export() {
    return api(one)
        .auditor()
        .get("/api/v1/audit/export")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private static String verifyOffline(String export, int status) throws Exception {
    Path log = Files.writeString(directory.resolve("log.ndjson"), export);
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            api(one)
                .auditor()
                .get("/api/v1/audit/keys")
                .jsonPath()
                .getString("items.find { it.signing }.publicKey"));
    List<String> command = SekishoProcess.command();
    command.addAll(List.of("verify", "--export=" + log, "--public-key=" + key));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(status);
    return output;
  }

  private static JsonPath verification() {
    return api(one)
        .auditor()
        .get("/api/v1/audit/verification")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void tunnels(SekishoProcess sekisho, int number) {
    for (int i = 0; i < number; i++) {
      tunnel(sekisho).close();
    }
  }

  private static RawClient tunnel(SekishoProcess sekisho) {
    RawClient client = RawClient.connect(sekisho.proxyPort());
    client.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + issuer.pass("alice"));
    RawClient.Response response = client.head();
    assertThat(response.status()).as(response.head()).isEqualTo(200);
    return client;
  }

  private static SekishoProcess sekisho(String name) {
    return with(new SekishoProcess(name, postgres.jdbcUrl(), issuer.url()))
        .with("QUARKUS_DATASOURCE_USERNAME", ROLE)
        .with("QUARKUS_DATASOURCE_PASSWORD", "secret")
        .with("QUARKUS_FLYWAY_MIGRATE_AT_START", "false")
        .with("SEKISHO_AUDIT_STREAMS_ARCHIVE_KIND", "file")
        .with("SEKISHO_AUDIT_STREAMS_ARCHIVE_FILE_PATH", stream().toString());
  }

  private static Path stream() {
    return directory.resolve("stream.ndjson");
  }

  private static SekishoProcess with(SekishoProcess sekisho) {
    return sekisho
        .with("SEKISHO_AUDIT_CHECKPOINT_INTERVAL", "1s")
        .with("SEKISHO_AUDIT_KEY_DIRECTORY", directory.toString());
  }

  private static Api api(SekishoProcess sekisho) {
    return new Api(
        sekisho.apiUrl(),
        issuer.pass("adam", "sekisho-admin"),
        issuer.pass("audrey", "sekisho-auditor"));
  }
}
