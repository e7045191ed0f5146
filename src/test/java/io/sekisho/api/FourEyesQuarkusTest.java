package io.sekisho.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where it takes two administrators to change a policy, and how one alone would try. */
@QuarkusTest
@TestProfile(FourEyesQuarkusTest.Two.class)
class FourEyesQuarkusTest extends RunningSekisho {

  private static final String POLICIES = "/api/v1/policies/";
  private static final String CHANGES = "/api/v1/policy-changes/";

  /** It takes two. */
  public static class Two implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.policy.approvals", "1");
    }
  }

  @Inject DataSource dataSource;
  private Api eve;

  @BeforeEach
  void openSecondApi() {
    eve = new Api("http://localhost:" + RestAssured.port, issuer.pass("eve", "sekisho-admin"), "");
  }

  /** The console changes policies by the same rule as the API. */
  @Test
  void shouldProposeWhatIsWrittenInTheConsole() {
    String name = name("p");
    RequestSpecification adam =
        console("adam").formParam("name", name).formParam("effect", "allow");
    Response saved =
        adam.formParam("subjects", "user " + name("user"))
            .formParam("destinations", "example.com 443")
            .post("/console/policies/new");

    saved.then().statusCode(303).header("Location", containsString("/console/policies/changes/"));
    String proposal = URI.create(saved.header("Location")).getPath();
    console("adam").post(proposal + "/approval").then().statusCode(403);
    assertThat(console("adam").get(proposal).asString()).contains("This is your proposal");
    console("eve").post(proposal + "/approval").then().statusCode(303);
    String policy =
        URI.create(
                console("eve")
                    .queryParam("name", name)
                    .get("/console/policies/named")
                    .then()
                    .statusCode(303)
                    .extract()
                    .header("Location"))
            .getPath();
    String page = console("eve").get(policy).asString();
    assertThat(page).contains("approved by", "<bdi>eve</bdi>");

    console("adam")
        .formParam("revision", "0")
        .post(policy + "/removal")
        .then()
        .statusCode(303)
        .header("Location", containsString("/console/policies/changes/"));
    console("adam")
        .formParam("to", "0")
        .formParam("revision", "0")
        .post(policy + "/rollback")
        .then()
        .statusCode(303)
        .header("Location", containsString("/console/policies/changes/"));
    assertThat(console("adam").get(policy + "/edit").asString())
        .contains("takes a second administrator");
    String text = console("adam").get("/console/policies/export").asString();
    String imported = text.replace("\"" + name + "\"", "\"" + name + "-imported\"");
    String version =
        console("adam")
            .formParam("text", imported)
            .post("/console/policies/import")
            .asString()
            .replaceAll("(?s).*name=\"version\" value=\"(\\d+)\".*", "$1");
    console("adam")
        .formParam("text", imported)
        .formParam("version", version)
        .post("/console/policies/import")
        .then()
        .statusCode(303)
        .header("Location", containsString("/console/policies/changes/"));
    console("eve").get(policy).then().statusCode(200).body(containsString(name));
  }

  private RequestSpecification console(String admin) {
    return given()
        .redirects()
        .follow(false)
        .auth()
        .oauth2(issuer.pass(admin, "sekisho-admin"))
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .header("Sec-Fetch-Site", "same-origin");
  }

  @Test
  void shouldActOnlyWhenASecondAdministratorAgrees() {
    String user = name("user");
    String name = name("p");
    try (Target target = Target.echo()) {
      Response proposed = api.admin().body(policy(name, "allow", user)).post(POLICIES);

      proposed
          .then()
          .statusCode(202)
          .body("action", equalTo("create"))
          .body("status", equalTo("pending"))
          .body("policy", equalTo(name))
          .body("by", equalTo("adam"))
          .body("base", nullValue())
          .body("changes", hasSize(1))
          .body("changes[0].before", nullValue())
          .body("changes[0].after.name", equalTo(name))
          .body("outdated", equalTo(false));
      String id = proposed.path("id");
      assertThat(proposed.header("Location")).endsWith("/api/v1/policy-changes/" + id);
      assertThat(names()).doesNotContain(name);
      assertThat(status(user, target)).isEqualTo(403);

      Response approved =
          eve.admin().body(Map.of("reason", "fine")).post(CHANGES + id + "/approval");

      approved
          .then()
          .statusCode(200)
          .body("status", equalTo("approved"))
          .body("decidedBy", equalTo("eve"))
          .body("decisionReason", equalTo("fine"))
          .body("policyId", notNullValue());
      await().atMost(Duration.ofSeconds(20)).until(() -> status(user, target) == 200);
      api.auditor()
          .get(POLICIES + approved.path("policyId") + "/history")
          .then()
          .body("items.action", contains("created"))
          .body("items[0].by", equalTo("adam"))
          .body("items[0].subject", equalTo("subject-of-adam"))
          .body("items[0].approvedBy", equalTo("eve"));
      remove(approved.path("policyId"));
      await().atMost(Duration.ofSeconds(20)).until(() -> status(user, target) == 403);
    }
  }

  @Test
  void shouldLetNobodyApproveTheirOwn() {
    String name = name("own");
    String id = proposed(api.admin().body(policy(name, "allow", "u")).post(POLICIES));
    String renamed =
        issuer.token(
            Map.of(
                "sub", "subject-of-adam",
                "preferred_username", name("renamed"),
                "groups", List.of("sekisho-admin")));
    String namesake =
        issuer.token(
            Map.of(
                "sub", "another",
                "preferred_username", "adam",
                "groups", List.of("sekisho-admin")));

    api.admin().post(CHANGES + id + "/approval").then().statusCode(403);
    api.as(renamed).post(CHANGES + id + "/approval").then().statusCode(403);
    api.as(namesake).post(CHANGES + id + "/approval").then().statusCode(403);
    api.auditor().post(CHANGES + id + "/approval").then().statusCode(403);
    api.as(issuer.pass("alice")).post(CHANGES + id + "/approval").then().statusCode(403);
    RestAssured.given()
        .contentType("application/json")
        .post(CHANGES + id + "/approval")
        .then()
        .statusCode(401);

    assertThat(names()).doesNotContain(name);
    api.auditor().get(CHANGES + id).then().statusCode(200).body("status", equalTo("pending"));
    api.as(issuer.pass("alice")).get(CHANGES + id).then().statusCode(403);
    api.as(issuer.pass("alice")).get(CHANGES).then().statusCode(403);
    api.auditor().post(CHANGES + id + "/rejection").then().statusCode(403);
    api.auditor().delete(CHANGES + id).then().statusCode(403);
    eve.admin().delete(CHANGES + id).then().statusCode(403);
    api.admin().delete(CHANGES + id).then().statusCode(204);
  }

  @Test
  void shouldApplyOnceThoughManyApproveAtOnce() throws Exception {
    String policy = made(name("raced"));
    String id =
        proposed(api.admin().body(policy(name("raced"), "deny", "u")).put(POLICIES + policy));
    List<Callable<Response>> approvals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String approver = issuer.pass("approver-" + i, "sekisho-admin");
      approvals.add(() -> api.as(approver).post(CHANGES + id + "/approval"));
    }
    List<Response> answers = atOnce(approvals);

    assertThat(answers).extracting(Response::statusCode).containsOnlyOnce(200).contains(409);
    api.auditor()
        .get(POLICIES + policy + "/history")
        .then()
        .body("items.action", contains("changed", "created"))
        .body("items[0].approvedBy", startsWith("approver-"));
    remove(policy);
  }

  @Test
  void shouldNotApplyToWhatHasChangedMeanwhile() {
    String name = name("changed");
    String policy = made(name);
    String tag = api.admin().get(POLICIES + policy).header("ETag");
    api.admin()
        .header("If-Match", "\"99\"")
        .body(policy(name, "deny", "u"))
        .put(POLICIES + policy)
        .then()
        .statusCode(412);
    String first =
        proposed(
            api.admin()
                .header("If-Match", tag)
                .body(policy(name, "deny", "u"))
                .put(POLICIES + policy));
    String second = proposed(api.admin().body(policy(name, "deny", "w")).put(POLICIES + policy));
    String deletion = proposed(api.admin().delete(POLICIES + policy));
    api.admin()
        .get(CHANGES + first)
        .then()
        .body("base.toString()", equalTo(tag.replace("\"", "")))
        .body("changes[0].before.effect", equalTo("allow"))
        .body("changes[0].after.effect", equalTo("deny"));
    api.admin()
        .get(CHANGES + deletion)
        .then()
        .body("action", equalTo("delete"))
        .body("changes[0].after", nullValue());

    eve.admin().post(CHANGES + first + "/approval").then().statusCode(200);

    for (String id : List.of(second, deletion)) {
      api.auditor().get(CHANGES + id).then().body("outdated", equalTo(true));
      eve.admin()
          .post(CHANGES + id + "/approval")
          .then()
          .statusCode(409)
          .contentType("application/problem+json")
          .body("detail", containsString("has changed meanwhile"));
      api.auditor().get(CHANGES + id).then().body("status", equalTo("pending"));
    }
    JsonPath list = api.auditor().queryParam("status", "pending").get(CHANGES).jsonPath();
    assertThat(list.getBoolean("items.find { it.id == '" + second + "' }.outdated")).isTrue();
    assertThat(list.getString("items.find { it.id == '" + second + "' }.changes")).isNull();
    api.admin().get(POLICIES + policy).then().body("subjects[0].value", equalTo("u"));
    remove(policy);
    eve.admin().post(CHANGES + second + "/approval").then().statusCode(409);
  }

  @Test
  void shouldCheckAtTheProposalWhatTheCallItselfWould() {
    String name = name("there");
    String policy = made(name);
    api.admin().body(policy(name, "allow", "u")).post(POLICIES).then().statusCode(409);
    api.admin().body(policy("no name", "allow", "u")).post(POLICIES).then().statusCode(400);
    String other = made(name("other"));
    api.admin().body(policy(name, "allow", "u")).put(POLICIES + other).then().statusCode(409);
    String nowhere = POLICIES + UUID.randomUUID();
    api.admin().body(policy(name("x"), "allow", "u")).put(nowhere).then().statusCode(404);
    api.admin().delete(nowhere).then().statusCode(404);
    api.admin().header("If-Match", "\"99\"").delete(POLICIES + other).then().statusCode(412);
    api.admin()
        .body(Map.of("revision", 99))
        .post(POLICIES + other + "/rollback")
        .then()
        .statusCode(404);
    api.auditor().body(policy(name("x"), "allow", "u")).post(POLICIES).then().statusCode(403);
    remove(policy);
    remove(other);
  }

  @Test
  void shouldTakeTheNameOnce() {
    String name = name("twice");
    String first = proposed(api.admin().body(policy(name, "allow", "u")).post(POLICIES));
    String second = proposed(api.admin().body(policy(name, "deny", "u")).post(POLICIES));
    String policy =
        eve.admin()
            .post(CHANGES + first + "/approval")
            .then()
            .statusCode(200)
            .extract()
            .path("policyId");

    eve.admin().post(CHANGES + second + "/approval").then().statusCode(409);

    api.auditor().get(CHANGES + second).then().body("outdated", equalTo(true));
    remove(policy);
  }

  @Test
  void shouldRollBackWithTwo() {
    String name = name("back");
    String policy = made(name);
    long revision = newest(policy);
    remove(policy);
    String back =
        proposed(
            api.admin().body(Map.of("revision", revision)).post(POLICIES + policy + "/rollback"));
    String again =
        proposed(
            api.admin().body(Map.of("revision", revision)).post(POLICIES + policy + "/rollback"));
    assertThat(names()).doesNotContain(name);

    eve.admin().post(CHANGES + back + "/approval").then().statusCode(200);

    assertThat(names()).contains(name);
    api.auditor()
        .get(POLICIES + policy + "/history")
        .then()
        .body("items.action", contains("rolled_back", "deleted", "created"))
        .body("items[0].approvedBy", equalTo("eve"));
    eve.admin().post(CHANGES + again + "/approval").then().statusCode(409);
    String now =
        proposed(
            api.admin().body(Map.of("revision", revision)).post(POLICIES + policy + "/rollback"));
    eve.admin().post(CHANGES + now + "/approval").then().statusCode(200);
    remove(policy);
  }

  @Test
  void shouldImportWithTwo() {
    String kept = name("kept");
    String changed = name("changed");
    String gone = name("gone");
    String added = name("added");
    made(kept);
    made(changed);
    made(gone);
    Map<String, Object> wanted =
        Map.of(
            "policies",
            List.of(
                policy(kept, "allow", "u"),
                policy(changed, "deny", "u"),
                policy(added, "allow", "u")));

    importing(wanted, true)
        .then()
        .statusCode(200)
        .body("applied", equalTo(false))
        .body("created", contains(added));
    importing(Map.of("policies", List.of(Map.of("name", 7))), false).then().statusCode(400);
    String outdated = proposed(importing(wanted, false));
    String other = made(name("meanwhile"));
    eve.admin().post(CHANGES + outdated + "/approval").then().statusCode(409);
    api.auditor().get(CHANGES + outdated).then().body("outdated", equalTo(true));
    assertThat(names()).contains(gone).doesNotContain(added);
    remove(other);

    Response proposed = importing(wanted, false);
    proposed
        .then()
        .statusCode(202)
        .body("action", equalTo("import"))
        .body("changes.findAll { it.before == null }.after.name", contains(added))
        .body("changes.findAll { it.after == null }.before.name", hasItem(gone))
        .body(
            "changes.find { it.before != null && it.after != null }.after.effect", equalTo("deny"));
    assertThat(names()).contains(gone).doesNotContain(added);
    eve.admin().post(CHANGES + proposed.path("id") + "/approval").then().statusCode(200);

    assertThat(names()).containsExactlyInAnyOrder(kept, changed, added);
    String id = api.admin().get(POLICIES).path("items.find { it.name == '" + changed + "' }.id");
    api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .body("items.action", contains("imported", "created"))
        .body("items[0].by", equalTo("adam"))
        .body("items[0].approvedBy", equalTo("eve"));
    importing(wanted, false)
        .then()
        .statusCode(200)
        .body("applied", equalTo(false))
        .body("unchanged", equalTo(3));
    api.admin().get(POLICIES).<List<String>>path("items.id").forEach(this::remove);
  }

  @Test
  void shouldDecideOnce() {
    String rejected = proposed(api.admin().body(policy(name("x"), "allow", "u")).post(POLICIES));
    eve.admin()
        .body(Map.of("reason", "too wide"))
        .post(CHANGES + rejected + "/rejection")
        .then()
        .statusCode(200)
        .body("status", equalTo("rejected"))
        .body("decisionReason", equalTo("too wide"));
    String withdrawn = proposed(api.admin().body(policy(name("x"), "allow", "u")).post(POLICIES));
    api.admin().delete(CHANGES + withdrawn).then().statusCode(204);
    for (String id : List.of(rejected, withdrawn)) {
      eve.admin().post(CHANGES + id + "/approval").then().statusCode(409);
      eve.admin().post(CHANGES + id + "/rejection").then().statusCode(409);
      api.admin().delete(CHANGES + id).then().statusCode(409);
    }
    String unknown = UUID.randomUUID().toString();
    eve.admin().post(CHANGES + unknown + "/approval").then().statusCode(404);
    eve.admin().get(CHANGES + unknown).then().statusCode(404);
    eve.admin()
        .body(Map.of("reason", "x", "force", true))
        .post(CHANGES + withdrawn + "/approval")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("force"));
  }

  @Test
  void shouldNotApproveWhatIsExpired() throws Exception {
    String young = proposed(api.admin().body(policy(name("old"), "allow", "u")).post(POLICIES));
    String old = UUID.randomUUID().toString();
    copy(young, "'%s'".formatted(old), "now() - interval '30 days 1 minute'", 1);

    eve.admin()
        .post(CHANGES + old + "/approval")
        .then()
        .statusCode(409)
        .body("detail", containsString("expired"));
    api.auditor().get(CHANGES + old).then().body("status", equalTo("expired"));
    assertThat(ids("expired")).contains(old).doesNotContain(young);
    assertThat(ids("pending")).contains(young).doesNotContain(old);
    api.admin().delete(CHANGES + young).then().statusCode(204);
  }

  @Test
  void shouldBoundWhatIsPending() throws Exception {
    String id = proposed(api.admin().body(policy(name("many"), "allow", "u")).post(POLICIES));
    copy(id, "gen_random_uuid()", "now()", 1_000);
    try {
      api.admin().body(policy(name("x"), "allow", "u")).post(POLICIES).then().statusCode(429);
    } finally {
      sql(
          "update policy_proposal set status = 'withdrawn', decided_at = now(), decided_by ="
              + " user_name where status = 'pending'");
    }
    api.admin()
        .delete(
            CHANGES + proposed(api.admin().body(policy(name("x"), "allow", "u")).post(POLICIES)))
        .then()
        .statusCode(204);
  }

  @Test
  void shouldApproveNothingButWhatWasProposed() throws Exception {
    String id = proposed(api.admin().body(policy(name("kept"), "allow", "u")).post(POLICIES));
    for (String statement :
        List.of(
            "update policy_proposal_content set changes = '[]' where proposal_id = '%s'",
            "delete from policy_proposal_content where proposal_id = '%s'",
            "update policy_proposal set user_name = 'eve', subject = 'x' where id = '%s'",
            "update policy_proposal set status = 'approved', decided_at = now(), decided_by ="
                + " user_name, decided_subject = 's', decided_issuer = 'i' where id = '%s'",
            "delete from policy_proposal where id = '%s'",
            "truncate policy_proposal cascade",
            "truncate policy_proposal_content")) {
      assertThatThrownBy(() -> sql(statement.formatted(id)))
          .as(statement)
          .isInstanceOf(SQLException.class);
    }
    api.admin().delete(CHANGES + id).then().statusCode(204);
  }

  @Test
  void shouldShowChangesByHandAsMadeByNobody() throws Exception {
    String policy = made(name("hand"));
    sql("update policy set enabled = false where id = '%s'".formatted(policy));

    api.auditor()
        .get(POLICIES + policy + "/history")
        .then()
        .body("items[0].action", equalTo("changed"))
        .body("items[0].by", nullValue())
        .body("items[0].approvedBy", nullValue())
        .body("items[1].approvedBy", equalTo("eve"));
    remove(policy);
  }

  /** Who asks is the first, who approves the second. */
  @Test
  void shouldLetAnApprovedRequestForAccessActAtOnce() {
    String user = name("asks");
    String id =
        api.as(issuer.pass(user))
            .body(Map.of("host", "x.test", "port", 443, "reason", "to try", "duration", "PT1H"))
            .post("/api/v1/me/access-requests")
            .path("id");

    String policy =
        api.admin()
            .post("/api/v1/access-requests/" + id + "/approval")
            .then()
            .statusCode(200)
            .extract()
            .path("policyId");

    api.auditor()
        .get(POLICIES + policy + "/history")
        .then()
        .statusCode(200)
        .body("items[0].by", equalTo(user))
        .body("items[0].approvedBy", equalTo("adam"));
    remove(policy);
  }

  @Test
  void shouldKillWithoutWaiting() {
    api.admin()
        .queryParam("user", name("nobody"))
        .delete("/api/v1/tunnels/live")
        .then()
        .statusCode(204);
  }

  /** Made by both. */
  private String made(String name) {
    String id = proposed(api.admin().body(policy(name, "allow", "u")).post(POLICIES));
    return eve.admin()
        .post(CHANGES + id + "/approval")
        .then()
        .statusCode(200)
        .extract()
        .path("policyId");
  }

  private void remove(String policy) {
    String id = proposed(api.admin().delete(POLICIES + policy));
    eve.admin().post(CHANGES + id + "/approval").then().statusCode(200);
  }

  private static String proposed(Response answer) {
    return answer.then().statusCode(202).extract().path("id");
  }

  private Response importing(Map<String, Object> set, boolean dryRun) {
    return api.admin().queryParam("dryRun", dryRun).body(set).post(POLICIES + "import");
  }

  private List<String> names() {
    return api.admin().queryParam("limit", 1000).get(POLICIES).path("items.name");
  }

  private List<String> ids(String status) {
    return api.auditor()
        .queryParam("status", status)
        .queryParam("limit", 1000)
        .get(CHANGES)
        .then()
        .statusCode(200)
        .extract()
        .path("items.id");
  }

  private long newest(String policy) {
    return api.auditor()
        .get(POLICIES + policy + "/history")
        .jsonPath()
        .getLong("items[0].revision");
  }

  private int status(String user, Target target) {
    return client().requestTunnel(target.authority(), bearer(issuer.pass(user))).head().status();
  }

  private void copy(String of, String id, String proposedAt, int times) throws SQLException {
    sql(
        "with copies as (insert into policy_proposal select %s, action, policy_id, name, base,"
                .formatted(id)
            + " user_name, subject, issuer, %s, status from policy_proposal,".formatted(proposedAt)
            + " generate_series(1, %d) where id = '%s' returning id)".formatted(times, of)
            + " insert into policy_proposal_content select copies.id, changes from copies,"
            + " policy_proposal_content where proposal_id = '%s'".formatted(of));
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static List<Response> atOnce(List<Callable<Response>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Response> answers = new ArrayList<>();
      for (Future<Response> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<String, Object> policy(String name, String effect, String user) {
    return Api.policy(
        name,
        effect,
        List.of(Api.user(user)),
        Map.of("host", "127.0.0.1", "ports", List.of("1-65535")));
  }

  private static String name(String what) {
    return what + "-" + UUID.randomUUID();
  }
}
