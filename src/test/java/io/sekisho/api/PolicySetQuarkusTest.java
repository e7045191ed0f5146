package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All policies as one file. */
@QuarkusTest
class PolicySetQuarkusTest extends RunningSekisho {

  private static final String EXPORT = "/api/v1/policies/export";
  private static final String IMPORT = "/api/v1/policies/import";
  private static final ObjectMapper YAML = new YAMLMapper();

  private String before;
  private String a;
  private String b;

  @BeforeEach
  void addTwo() {
    before = export().asString();
    a = api.create(policy("set-a", "allow"));
    b = api.create(policy("set-b", "deny"));
  }

  @AfterEach
  void putBack() {
    yaml(before).queryParam("allowEmpty", true).post(IMPORT).then().statusCode(200);
  }

  @Test
  void shouldChangeNothingByImportingWhatWasExported() {
    for (String accept : List.of("application/yaml", "application/json")) {
      Response exported = api.auditor().accept(accept).get(EXPORT);
      exported.then().statusCode(200).contentType(startsWith(accept));
      String revision = api.admin().get("/api/v1/policies/" + a).header("ETag");

      Response imported =
          api.admin()
              .config(plain())
              .contentType(accept)
              .header("If-Match", exported.header("ETag"))
              .body(exported.asByteArray())
              .post(IMPORT);

      imported
          .then()
          .statusCode(200)
          .header("ETag", exported.header("ETag"))
          .body("created", empty())
          .body("changed", empty())
          .body("deleted", empty())
          .body("applied", equalTo(true));
      assertThat(imported.jsonPath().getInt("unchanged")).isGreaterThanOrEqualTo(2);
      assertThat(api.admin().get("/api/v1/policies/" + a).header("ETag")).isEqualTo(revision);
      assertThat(api.auditor().accept(accept).get(EXPORT).asString())
          .isEqualTo(exported.asString());
    }
    assertThat(api.auditor().get(EXPORT).contentType()).as("by default").contains("yaml");
  }

  @Test
  void shouldShowTheDifferenceAndThenMakeIt() throws Exception {
    Response exported = export();
    long version = Long.parseLong(exported.header("ETag").replace("\"", ""));
    String wanted = differently(exported.asString());

    for (boolean dryRun : List.of(true, false)) {
      Response answer =
          yaml(wanted)
              .header("If-Match", exported.header("ETag"))
              .queryParam("dryRun", dryRun)
              .post(IMPORT);
      answer
          .then()
          .statusCode(200)
          .body("created", contains("set-c"))
          .body("changed", hasSize(1))
          .body("changed[0].name", equalTo("set-a"))
          .body("changed[0].before.description", equalTo(""))
          .body("changed[0].after.description", equalTo("changed"))
          .body("deleted", contains("set-b"))
          .body("applied", equalTo(!dryRun));
      assertThat(answer.header("ETag"))
          .as("one change of the set")
          .isEqualTo("\"" + (dryRun ? version : version + 1) + "\"");
    }

    assertThat(YAML.readTree(export().asString())).isEqualTo(YAML.readTree(wanted));
    api.auditor()
        .get("/api/v1/policies/" + a + "/history")
        .then()
        .body("items.action", contains("imported", "created"))
        .body("items[0].by", equalTo("adam"));
    api.auditor()
        .get("/api/v1/policies/" + b + "/history")
        .then()
        .body("items.action", contains("imported", "created"));
  }

  @Test
  void shouldApplyNothingOfAFileWithAMistake() throws Exception {
    Response exported = export();
    String wanted = differently(exported.asString());
    String bad = wanted.replace("name: \"set-c\"", "name: \"set c\"\n  colour: \"red\"");
    assertThat(bad).isNotEqualTo(wanted);

    yaml(bad)
        .post(IMPORT)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.field", hasItem(startsWith("policies[")))
        .body("errors.field", hasItem(containsString("].colour")))
        .body("errors.field", hasItem(containsString("].name")));
    assertThat(export().asString()).isEqualTo(exported.asString());
    assertThat(export().header("ETag")).isEqualTo(exported.header("ETag"));
  }

  @Test
  void shouldNotOverwriteWhatHasChangedMeanwhile() {
    Response exported = export();
    String c = api.create(policy("set-c", "allow"));

    for (boolean dryRun : List.of(true, false)) {
      yaml(exported.asString())
          .header("If-Match", exported.header("ETag"))
          .queryParam("dryRun", dryRun)
          .post(IMPORT)
          .then()
          .statusCode(412);
    }
    api.admin().get("/api/v1/policies/" + c).then().statusCode(200);
  }

  @Test
  void shouldDeleteEverythingOnlyWhenToldTwice() {
    yaml("policies: []")
        .post(IMPORT)
        .then()
        .statusCode(400)
        .body("errors.field", contains("policies"));
    yaml("policies: []")
        .queryParam("allowEmpty", true)
        .queryParam("dryRun", true)
        .post(IMPORT)
        .then()
        .statusCode(200)
        .body("deleted", hasItems("set-a", "set-b"));
    api.admin().get("/api/v1/policies/" + a).then().statusCode(200);
  }

  @Test
  void shouldRefuseWhatIsTooLargeOrOfAnotherKind() {
    yaml("policies: [] #" + "x".repeat(PolicySetReader.MAX_SIZE))
        .post(IMPORT)
        .then()
        .statusCode(413)
        .contentType("application/problem+json")
        .body("detail", containsString("4194304"));
    yaml("").post(IMPORT).then().statusCode(400);
    api.admin()
        .contentType(ContentType.TEXT)
        .body("policies: []")
        .post(IMPORT)
        .then()
        .statusCode(415);
    yaml("policies: []")
        .queryParam("dryRun", "perhaps")
        .post(IMPORT)
        .then()
        .statusCode(400)
        .body("errors.field", contains("dryRun"));
    api.admin().queryParam("x", 1).get(EXPORT).then().statusCode(400);
  }

  @Test
  void shouldTakeTenThousandPoliciesAtOnce() {
    Response exported = export();
    StringBuilder many = new StringBuilder("policies:\n");
    for (int i = 0; i < 10_000; i++) {
      many.append("- name: p-").append(i).append('\n');
      many.append("  effect: allow\n  subjects: [{kind: user, value: u").append(i).append("}]\n");
      many.append("  destinations: [{host: h").append(i).append(".example, ports: [\"443\"]}]\n");
    }
    long version = Long.parseLong(exported.header("ETag").replace("\"", ""));

    yaml(many.toString())
        .post(IMPORT)
        .then()
        .statusCode(200)
        .header("ETag", "\"" + (version + 1) + "\"")
        .body("created", hasSize(10_000))
        .body("deleted", hasItems("set-a", "set-b"));
    yaml(many.toString().replace("effect: allow", "effect: deny"))
        .post(IMPORT)
        .then()
        .statusCode(200)
        .header("ETag", "\"" + (version + 2) + "\"")
        .body("changed", hasSize(10_000));
  }

  @Test
  void shouldLetAuditorsExportAndAdministratorsImport() {
    api.auditor().get(EXPORT).then().statusCode(200);
    api.as(issuer.pass("alice")).get(EXPORT).then().statusCode(403);
    api.auditor().body("{\"policies\": []}").post(IMPORT).then().statusCode(403);
  }

  /** One changed, one gone, one new. */
  private static String differently(String yaml) throws Exception {
    JsonNode set = YAML.readTree(yaml);
    ArrayNode policies = (ArrayNode) set.get("policies");
    ObjectNode third = null;
    for (int i = policies.size() - 1; i >= 0; i--) {
      ObjectNode policy = (ObjectNode) policies.get(i);
      switch (policy.get("name").asText()) {
        case "set-a" -> policy.put("description", "changed");
        case "set-b" -> {
          third = policy;
          third.put("name", "set-c");
        }
        default -> {}
      }
    }
    assertThat(third).isNotNull();
    return YAML.writeValueAsString(set);
  }

  private Response export() {
    return api.auditor().accept("application/yaml").get(EXPORT);
  }

  private RequestSpecification yaml(String text) {
    return api.admin().config(plain()).contentType("application/yaml").body(text);
  }

  private static RestAssuredConfig plain() {
    return RestAssuredConfig.config()
        .encoderConfig(
            EncoderConfig.encoderConfig()
                .defaultContentCharset("UTF-8")
                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                .encodeContentTypeAs("application/yaml", ContentType.TEXT));
  }

  private static Map<String, Object> policy(String name, String effect) {
    return Api.policy(
        name,
        effect,
        List.of(Api.user("nobody-" + UUID.randomUUID())),
        Map.of("host", "example.com", "ports", List.of("443")));
  }
}
