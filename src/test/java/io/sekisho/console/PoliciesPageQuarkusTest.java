package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.store.ChangeAuthor;
import io.sekisho.store.PolicyProposal;
import io.sekisho.store.PolicyProposals;
import io.sekisho.store.PolicySet;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages about policies, as administrators and auditors use them. */
@QuarkusTest
class PoliciesPageQuarkusTest extends RunningSekisho {

  private static final String POLICIES = "/console/policies";
  private static final String HOSTILE = "<script>alert(\"1\")</script> '=cmd| \u202Eevil";
  private static final String HOSTILE_SHOWN =
      "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &#39;=cmd| ‹U+202E›evil";

  private final List<String> ids = new ArrayList<>();

  @Inject PolicyProposals proposals;
  @Inject PolicySet set;

  @AfterEach
  void deleteWhatIsLeft() {
    ids.forEach(id -> api.admin().delete("/api/v1/policies/" + id));
    // Or a later test would take the notice of this for that of its own change.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> policies.newest().orElseThrow().version() >= set.version());
  }

  @Test
  void shouldListPoliciesWithWhatMattersAboutThem() {
    String name = name();
    create(
        policy(
            name,
            List.of(Api.user("u1"), Api.group("g2"), Api.user("u3"), Api.anyone()),
            List.of("a.example.com", "b.example.com", "c.example.com")));
    create(with(policy(name + "-off"), "enabled", false));
    create(with(policy(name + "-old"), "validUntil", "2020-01-01T00:00:00Z"));
    create(with(policy(name + "-new"), "validFrom", "2120-01-01T00:00:00Z"));

    String page = audrey().queryParam("name", name.toUpperCase()).get(POLICIES).asString();

    assertThat(page)
        .contains("user u1", "group g2", "+2 more", "a.example.com 443", "+1 more")
        .doesNotContain("user u3", "c.example.com");
    assertThat(page).contains(">off<", ">expired<", ">not yet valid<", ">active<");
    assertThat(page)
        .as("what the linter says of it, without a mouse")
        .containsPattern(
            "<summary>\\s*<span class=\"tag warn\">expired</span>\\s*</summary>\\s*<p");
    assertThat(page).contains("not within 90 days").doesNotContain("/console/policies/new");
    assertThat(adam().queryParam("name", name).get(POLICIES).asString())
        .as("who may not read the log is told nothing of it")
        .doesNotContain("not within 90 days")
        .contains("/console/policies/new", "/console/policies/import");
  }

  @Test
  void shouldLeadThroughManyPolicies() {
    String name = name();
    IntStream.range(0, 51).forEach(i -> create(policy("%s-%03d".formatted(name, i))));

    String first = audrey().queryParam("name", name).get(POLICIES).asString();
    assertThat(first).contains(name + "-000", name + "-049").doesNotContain(name + "-050");
    String second = audrey().urlEncodingEnabled(false).get(next(first)).asString();
    assertThat(second).contains(name + "-050").doesNotContain(name + "-049");
    assertThat(second).contains("First page").doesNotContain("rel=\"next\"");
  }

  @Test
  void shouldSayWhenNothingIsFound() {
    audrey()
        .queryParam("name", "%_" + name())
        .get(POLICIES)
        .then()
        .statusCode(200)
        .body(containsString("No policy has such a name"));
    audrey().queryParam("cursor", "%").get(POLICIES).then().statusCode(400);
  }

  @Test
  void shouldTellAuditorsWhenAPolicyDecidedLast() {
    String user = name();
    try (Target target = Target.echo()) {
      String id = allow(Api.user(user), "127.0.0.1");
      Opened opened = open(user, target.authority());
      opened.client().close();
      closed(opened.id());
      String policy = api.tunnel(opened.id()).getString("policy");

      assertThat(audrey().queryParam("name", policy).get(POLICIES).asString())
          .contains("/console/tunnels?policy=" + policy)
          .doesNotContain("not within 90 days");
      assertThat(audrey().get(POLICIES + "/" + id).asString())
          .contains("Last use")
          .doesNotContain("not within 90 days");
      assertThat(adam().get(POLICIES + "/" + id).asString()).doesNotContain("Last use");
      assertThat(
              api.auditor()
                  .queryParam("user", "audrey")
                  .get("/api/v1/audit/accesses")
                  .jsonPath()
                  .getList("items.call"))
          .contains("GET " + POLICIES);
    }
  }

  @Test
  void shouldShowOnePolicyWithItsHistory() {
    String name = name();
    Map<String, Object> policy = new HashMap<>(policy(name));
    policy.put("description", HOSTILE);
    policy.put("tls", "require");
    policy.put("validUntil", "2120-01-01T00:00:00Z");
    policy.put(
        "schedule",
        Map.of("days", List.of("MONDAY"), "from", "08:00", "to", "18:00", "zone", "Asia/Tokyo"));
    policy.put("limits", Map.of("bytesPerDay", 1000000, "idleTimeout", "PT5M"));
    String id = create(policy);
    policy.put("subjects", List.of(Api.user(HOSTILE)));
    api.admin().body(policy).put("/api/v1/policies/" + id).then().statusCode(200);

    String page = adam().get(POLICIES + "/" + id).asString();

    assertThat(page)
        .contains(HOSTILE_SHOWN, "2120-01-01 00:00:00", "Monday", "Asia/Tokyo", "1.00 MB", "PT5M")
        .doesNotContain("<script>alert", "\u202E");
    assertThat(page)
        .containsPattern("<del>[^\n]*user alice</bdi></del><ins>[^\n]*user " + "&lt;script&gt;");
    assertThat(page).contains("<bdi>adam</bdi>", "/edit", "/removal", "rollback?to=0");
    assertThat(audrey().get(POLICIES + "/" + id).asString())
        .contains(name)
        .doesNotContain("/edit", "/removal", "rollback?to=");
    audrey()
        .header("Accept-Language", "ja")
        .get(POLICIES + "/" + id)
        .then()
        .body(containsString("履歴（新しい順）"), containsString("月曜日"));
  }

  @Test
  void shouldLeadFromANameToItsPolicy() {
    String name = name();
    String id = create(policy(name));

    audrey()
        .queryParam("name", name)
        .get(POLICIES + "/named")
        .then()
        .statusCode(303)
        .header("Location", endsWith(POLICIES + "/" + id));
    for (String none : List.of(name + "x", "", "\u0000", HOSTILE)) {
      audrey().queryParam("name", none).get(POLICIES + "/named").then().statusCode(404);
    }
    audrey().get(POLICIES + "/named").then().statusCode(404);
    audrey().get(POLICIES + "/" + UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void shouldLeadThroughALongHistory() {
    String name = name();
    String id = create(policy(name));
    IntStream.range(0, 21)
        .forEach(
            i ->
                api.admin()
                    .body(with(policy(name), "description", "step " + i + "."))
                    .put("/api/v1/policies/" + id)
                    .then()
                    .statusCode(200));

    String first = audrey().get(POLICIES + "/" + id).asString();
    assertThat(first).contains("step 20.").doesNotContain("rolled back");
    String second = audrey().urlEncodingEnabled(false).get(next(first)).asString();
    assertThat(second).contains("step 0.").doesNotContain("step 3.");
  }

  @Test
  void shouldWriteAPolicy() {
    String name = name();
    adam()
        .get(POLICIES + "/new")
        .then()
        .statusCode(200)
        .body(containsString("<h1>New policy</h1>"));

    Response saved =
        send(
            POLICIES + "/new",
            form(
                name,
                "description",
                "for builds",
                "mode",
                "report",
                "subjects",
                "user alice\r\ngroup two words\r\nserviceAccount ci:builder\r\nanyone",
                "destinations",
                "*.github.com 443\r\n192.0.2.0/24 22,8000-8100",
                "tls",
                "off",
                "validUntil",
                "2120-01-31T08:00",
                "schedule.days",
                "MONDAY",
                "schedule.from",
                "08:00",
                "schedule.to",
                "24:00",
                "schedule.zone",
                "UTC",
                "limits.concurrentTunnels",
                "5",
                "limits.maxDuration",
                "PT8H"));

    saved.then().statusCode(303).header("Location", containsString(POLICIES + "/"));
    JsonPath policy = policy(saved);
    assertThat(policy.getString("name")).isEqualTo(name);
    assertThat(policy.getBoolean("enabled")).isTrue();
    assertThat(policy.getList("subjects.kind"))
        .containsExactly("user", "group", "serviceAccount", "anyone");
    assertThat(policy.getString("subjects[1].value")).isEqualTo("two words");
    assertThat(policy.getString("destinations[1].cidr")).isEqualTo("192.0.2.0/24");
    assertThat(policy.getList("destinations[1].ports")).containsExactly("22", "8000-8100");
    assertThat(policy.getString("validUntil")).isEqualTo("2120-01-31T08:00:00Z");
    assertThat(policy.getString("schedule.to")).isEqualTo("24:00");
    assertThat(policy.getInt("limits.concurrentTunnels")).isEqualTo(5);
    assertThat(policy.getString("tls")).isEqualTo("off");
    assertThat(policy.getString("mode")).isEqualTo("report");
  }

  @Test
  void shouldTellMistakesAtTheirFieldsAndKeepWhatWasTyped() {
    String name = name();
    Response answer =
        send(
            POLICIES + "/new",
            form(
                name,
                "subjects",
                "user alice\r\n" + HOSTILE,
                "destinations",
                "example.com 443,x",
                "validFrom",
                "soon",
                "limits.bytesPerDay",
                "much"));

    answer.then().statusCode(400).contentType("text/html");
    String page = answer.asString();
    assertThat(page).contains(HOSTILE_SHOWN, "value=\"soon\"", "value=\"much\"", name);
    assertThat(page)
        .doesNotContain("<script>alert", "‹U+000D›")
        .containsPattern("id=\"subjects\"[^>]*aria-invalid=\"true\"")
        .containsPattern("id=\"subjects-error\"><p class=\"error\">Line 2: ")
        .containsPattern("id=\"destinations-error\"><p class=\"error\">Line 1: <code>ports\\[1]")
        .containsPattern("id=\"validFrom\"[^>]*type=\"text\"[^>]*aria-invalid=\"true\"")
        .containsPattern("id=\"limits.bytesPerDay\"[^>]*aria-invalid=\"true\"");
    assertThat(page)
        .as("what is right is not marked")
        .doesNotContainPattern("id=\"name\"[^>]*aria-invalid");
  }

  @Test
  void shouldNotWriteTwoPoliciesOfOneName() {
    String name = name();
    create(policy(name));

    send(POLICIES + "/new", form(name))
        .then()
        .statusCode(409)
        .body(containsString("is the name of another policy"));
  }

  @Test
  void shouldTakeManyAndLongLines() {
    String name = name();
    String subjects =
        IntStream.range(0, 1000)
            .mapToObj(i -> "user somebody.with.a.long.name.%04d".formatted(i))
            .collect(Collectors.joining("\r\n"));

    Response saved = send(POLICIES + "/new", form(name, "subjects", subjects));

    saved.then().statusCode(303);
    assertThat(policy(saved).getList("subjects")).hasSize(1000);
    assertThat(audrey().get(path(saved)).asString()).contains("+980 more", "long.name.0999");
  }

  @Test
  void shouldChangeAPolicyOnlyFromWhatWasSeen() {
    String name = name();
    String id = create(policy(name));
    String address = POLICIES + "/" + id + "/edit";
    adam()
        .get(address)
        .then()
        .body(containsString("user alice"), containsString("example.com 443"));
    String revision = hidden(adam().get(address).asString(), "revision");
    api.admin()
        .body(with(policy(name), "description", "by somebody else"))
        .put("/api/v1/policies/" + id)
        .then()
        .statusCode(200);

    Response late = send(address, form(name, "subjects", "user typed-by-me", "revision", revision));

    late.then().statusCode(412);
    assertThat(late.asString())
        .contains("Somebody has changed this policy meanwhile", "user typed-by-me")
        .containsPattern("<del>[^\n]*by somebody else");
    assertThat(api.admin().get("/api/v1/policies/" + id).jsonPath().getString("description"))
        .isEqualTo("by somebody else");

    send(
            address,
            form(
                name,
                "subjects",
                "user typed-by-me",
                "revision",
                hidden(late.asString(), "revision")))
        .then()
        .statusCode(303)
        .header("Location", endsWith(POLICIES + "/" + id));
    assertThat(api.admin().get("/api/v1/policies/" + id).jsonPath().getString("subjects[0].value"))
        .isEqualTo("typed-by-me");
    send(address, form(name)).then().statusCode(400);
  }

  @Test
  void shouldKeepWhatWasTypedForAPolicyThatIsGone() {
    String name = name();
    String id = create(policy(name));
    String address = POLICIES + "/" + id + "/edit";
    String revision = hidden(adam().get(address).asString(), "revision");
    api.delete(id);

    Response late = send(address, form(name, "subjects", "user typed-by-me", "revision", revision));

    late.then().statusCode(412);
    assertThat(late.asString())
        .contains("deleted this policy meanwhile", "user typed-by-me")
        .contains("action=\"/console/policies/new\"");
  }

  @Test
  void shouldCopyAPolicy() {
    String name = name();
    String id = create(with(policy(name), "description", "the first"));

    String page = adam().queryParam("from", id).get(POLICIES + "/new").asString();

    assertThat(page)
        .contains("value=\"" + name + "-copy\"", "the first", "user alice")
        .contains("action=\"/console/policies/new\"");
    adam().queryParam("from", UUID.randomUUID()).get(POLICIES + "/new").then().statusCode(404);
  }

  @Test
  void shouldAskBeforeItDeletesAndBringBack() {
    String name = name();
    String id = create(policy(name));
    String removal = POLICIES + "/" + id + "/removal";
    String revision = hidden(adam().get(removal).asString(), "revision");
    api.admin()
        .body(with(policy(name), "description", "changed"))
        .put("/api/v1/policies/" + id)
        .then()
        .statusCode(200);

    Response late = send(removal, Map.of("revision", List.of(revision)));
    late.then().statusCode(412).body(containsString("It has changed meanwhile"));
    send(removal, Map.of("revision", List.of(hidden(late.asString(), "revision"))))
        .then()
        .statusCode(303)
        .header("Location", endsWith(POLICIES));

    api.admin().get("/api/v1/policies/" + id).then().statusCode(404);
    adam().get(removal).then().statusCode(404);
    assertThat(adam().get(POLICIES + "/" + id).asString())
        .contains("This policy is deleted", name, "rollback?to=1")
        .doesNotContain("/edit");

    String rollback = POLICIES + "/" + id + "/rollback";
    String asked = adam().queryParam("to", 0).get(rollback).asString();
    assertThat(asked).contains("Go back to revision 0").contains("user alice");
    send(rollback, Map.of("to", List.of("0")))
        .then()
        .statusCode(303)
        .header("Location", endsWith(POLICIES + "/" + id));
    assertThat(api.admin().get("/api/v1/policies/" + id).jsonPath().getString("description"))
        .isEmpty();
    send(rollback, Map.of("to", List.of("1")))
        .then()
        .statusCode(412)
        .body(containsString("It has changed meanwhile"));
    adam().queryParam("to", 2).get(rollback).then().statusCode(409);
    adam().queryParam("to", 99).get(rollback).then().statusCode(404);
    adam().queryParam("to", "x").get(rollback).then().statusCode(400);
  }

  @Test
  void shouldLetOnlyAdministratorsChangeAnything() {
    String name = name();
    String id = create(policy(name));
    String change = propose(name()).id().toString();
    List<String> forms =
        List.of(
            "/new", "/import", "/" + id + "/edit", "/" + id + "/removal", "/" + id + "/rollback");
    for (String form : forms) {
      audrey().get(POLICIES + form).then().statusCode(403);
      sendAs(audrey(), POLICIES + form, form(name, "revision", "0", "to", "0"))
          .then()
          .statusCode(403);
    }
    for (String decision : List.of("approval", "rejection", "withdrawal")) {
      sendAs(audrey(), POLICIES + "/changes/" + change + "/" + decision, Map.of())
          .then()
          .statusCode(403);
    }
    for (String page :
        List.of("", "/" + id, "/named?name=" + name, "/export", "/changes", "/changes/" + change)) {
      as("alice").get(POLICIES + page).then().statusCode(403);
    }
    adam()
        .contentType(ContentType.URLENC)
        .header("Sec-Fetch-Site", "cross-site")
        .formParam("revision", "0")
        .post(POLICIES + "/" + id + "/removal")
        .then()
        .statusCode(403);
    api.admin().get("/api/v1/policies/" + id).then().statusCode(200).body("name", equalTo(name));
  }

  @Test
  void shouldImportWhatItHasShown() {
    String name = name();
    String id = create(policy(name));
    String exported =
        adam()
            .get(POLICIES + "/export")
            .then()
            .statusCode(200)
            .header("Content-Disposition", containsString("policies.yaml"))
            .extract()
            .asString();
    String text =
        exported.replace(
            "name: \"" + name + "\"\n  description: \"\"",
            "name: \"" + name + "\"\n  description: \"imported\"");
    assertThat(text).isNotEqualTo(exported);

    Response shown = send(POLICIES + "/import", Map.of("text", List.of(text)));
    shown.then().statusCode(200).body(containsString("0 created, 1 changed, 0 deleted"));
    assertThat(shown.asString()).containsPattern("<ins>[^\n]*imported").doesNotContain("‹U+000D›");
    assertThat(api.admin().get("/api/v1/policies/" + id).jsonPath().getString("description"))
        .as("nothing is done yet")
        .isEmpty();

    String version = hidden(shown.asString(), "version");
    create(policy(name + "-later"));
    Map<String, List<String>> apply = Map.of("text", List.of(text), "version", List.of(version));
    Response late = send(POLICIES + "/import", apply);
    late.then()
        .statusCode(412)
        .body(containsString("have changed since you looked"), containsString(name + "-later"));
    assertThat(late.asString())
        .as("what would be lost")
        .containsPattern("<del>[^\n]*name[^\n]*" + name + "-later|<del>[^\n]*user alice");
    api.delete(ids.remove(ids.size() - 1));
    Map<String, List<String>> again =
        Map.of(
            "text",
            List.of(text),
            "version",
            List.of(
                hidden(
                    send(POLICIES + "/import", Map.of("text", List.of(text))).asString(),
                    "version")));
    send(POLICIES + "/import", again).then().statusCode(303).header("Location", endsWith(POLICIES));
    assertThat(api.admin().get("/api/v1/policies/" + id).jsonPath().getString("description"))
        .isEqualTo("imported");
    send(POLICIES + "/import", Map.of("text", List.of(text)))
        .then()
        .body(containsString("already what the text says"));
  }

  @Test
  void shouldTellWhatIsWrongWithAnImport() {
    String name = name();
    create(policy(name));
    adam().get(POLICIES + "/import").then().statusCode(200);
    Response wrong =
        send(
            POLICIES + "/import",
            Map.of("text", List.of("policies:\r\n- name: \"" + HOSTILE.replace("\"", "'") + "\"")));
    wrong.then().statusCode(400);
    assertThat(wrong.asString())
        .contains("Nothing was changed", "<code>policies[0].subjects</code>")
        .doesNotContain("<script>alert", "‹U+000D›");
    send(POLICIES + "/import", Map.of("text", List.of("policies: []")))
        .then()
        .statusCode(400)
        .body(containsString("allowEmpty"));
    send(
            POLICIES + "/import",
            Map.of("text", List.of("policies: []"), "allowEmpty", List.of("true")))
        .then()
        .statusCode(200)
        .body(containsString("0 created, 0 changed"), containsString(name));
    send(POLICIES + "/import", Map.of())
        .then()
        .statusCode(400)
        .body(containsString("Nothing was changed"));
  }

  @Test
  void shouldShowAProposalAndApproveIt() {
    String name = name();
    PolicyProposal proposal = propose(name);
    String address = POLICIES + "/changes/" + proposal.id();

    assertThat(audrey().get(POLICIES + "/changes").asString()).contains(address, name);
    assertThat(audrey().get(POLICIES).asString()).contains("Changes to approve (");
    assertThat(audrey().get(address).asString())
        .contains(name, HOSTILE_SHOWN)
        .containsPattern("<ins>[^\n]*user ")
        .doesNotContain("<form", "<script>alert");
    assertThat(adam().get(address).asString())
        .contains("Approve and apply", "/rejection")
        .doesNotContain("/withdrawal");

    send(address + "/approval", Map.of("reason", List.of("x".repeat(301))))
        .then()
        .statusCode(400)
        .body(containsString("reason-error"));
    send(address + "/approval", Map.of("reason", List.of("it is needed")))
        .then()
        .statusCode(303)
        .header("Location", endsWith(address));
    String decided = audrey().get(address).asString();
    assertThat(decided).contains("it is needed", ">approved<", "<bdi>adam</bdi>");
    ids.add(
        api.admin()
            .get("/api/v1/policy-changes/" + proposal.id())
            .jsonPath()
            .getString("policyId"));
    assertThat(audrey().queryParam("name", name).get(POLICIES).asString()).contains(name);
    Response twice = send(address + "/rejection", Map.of());
    twice.then().statusCode(409).body(containsString("is not pending any more"));
    assertThat(audrey().queryParam("status", "approved").get(POLICIES + "/changes").asString())
        .contains(address);
    audrey().queryParam("status", "odd").get(POLICIES + "/changes").then().statusCode(400);
    audrey().get(POLICIES + "/changes/" + UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void shouldLetNobodyApproveTheirOwnProposal() {
    PolicyProposal proposal = propose(name());
    String address = POLICIES + "/changes/" + proposal.id();
    RequestSpecification eve = as("eve", "sekisho-admin");

    assertThat(as("eve", "sekisho-admin").get(address).asString())
        .contains("This is your proposal")
        .doesNotContain("Approve and apply");
    sendAs(eve, address + "/approval", Map.of())
        .then()
        .statusCode(403)
        .body(containsString("nobody approves a proposal of their own"));
    send(address + "/withdrawal", Map.of())
        .then()
        .statusCode(403)
        .body(containsString("only its author withdraws"));
    assertThat(audrey().get(address).asString()).contains(">waits<");

    send(address + "/rejection", Map.of("reason", List.of(HOSTILE)));
    assertThat(audrey().get(address).asString())
        .contains(">rejected<", HOSTILE_SHOWN)
        .doesNotContain("<script>alert");
  }

  @Test
  void shouldLetTheirAuthorWithdrawProposals() {
    ChangeAuthor me = new ChangeAuthor("eve", "subject-of-eve", issuer.url());
    PolicyProposal proposal = proposals.create(me, document(name()));
    String address = POLICIES + "/changes/" + proposal.id();

    String page = as("eve", "sekisho-admin").get(address).asString();
    assertThat(page).contains("/withdrawal");
    sendAs(as("eve", "sekisho-admin"), address + "/withdrawal", Map.of()).then().statusCode(303);
    assertThat(audrey().get(address).asString()).contains(">withdrawn<").doesNotContain("<form");
    audrey()
        .queryParam("status", "withdrawn")
        .header("Accept-Language", "ja")
        .get(POLICIES + "/changes")
        .then()
        .body(containsString("取り下げ"));
  }

  @Test
  void shouldTellThatAProposalIsOutdated() {
    String name = name();
    String id = create(policy(name));
    PolicyProposal proposal = proposals.delete(eve(), UUID.fromString(id), Optional.of(Set.of(0L)));
    api.admin()
        .body(with(policy(name), "description", "changed"))
        .put("/api/v1/policies/" + id)
        .then()
        .statusCode(200);
    String address = POLICIES + "/changes/" + proposal.id();

    assertThat(adam().get(address).asString()).contains("it cannot be approved");
    send(address + "/approval", Map.of())
        .then()
        .statusCode(409)
        .body(containsString("what it is based on has changed meanwhile"));
    send(address + "/rejection", Map.of()).then().statusCode(303);
  }

  @Test
  void shouldSpeakJapanese() {
    for (String page : List.of("", "/new", "/import", "/changes")) {
      adam()
          .header("Accept-Language", "ja")
          .get(POLICIES + page)
          .then()
          .statusCode(200)
          .header("Content-Language", equalTo("ja"))
          .body(containsString("<html lang=\"ja\">"), not(containsString("New policy")));
    }
    as("adam", "sekisho-admin")
        .header("Accept-Language", "ja")
        .get(POLICIES + "/new")
        .then()
        .body(startsWith("<!DOCTYPE html>"), containsString("対象者：1 行に 1 件"));
  }

  private PolicyProposal propose(String name) {
    return proposals.create(eve(), document(name));
  }

  private ChangeAuthor eve() {
    return new ChangeAuthor("eve", "another-subject", issuer.url());
  }

  private static PolicyDocument document(String name) {
    return new PolicyDocument(
        name,
        HOSTILE,
        true,
        "allow",
        List.of(new SubjectDocument("user", "alice")),
        List.of(new DestinationDocument("example.com", null, List.of("443"))),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private String create(Map<String, Object> policy) {
    String id = api.create(policy);
    ids.add(id);
    return id;
  }

  private static String name() {
    return "con-" + UUID.randomUUID();
  }

  private static Map<String, Object> policy(String name) {
    return policy(name, List.of(Api.user("alice")), List.of("example.com"));
  }

  private static Map<String, Object> policy(
      String name, List<Map<String, String>> subjects, List<String> hosts) {
    return Map.of(
        "name",
        name,
        "effect",
        "allow",
        "subjects",
        subjects,
        "destinations",
        hosts.stream().map(host -> Map.of("host", host, "ports", List.of("443"))).toList());
  }

  private static Map<String, Object> with(Map<String, Object> policy, String field, Object value) {
    Map<String, Object> changed = new HashMap<>(policy);
    changed.put(field, value);
    return changed;
  }

  /** What the editor sends of a policy; fields come in pairs of name and value. */
  private static Map<String, List<String>> form(String name, String... more) {
    Map<String, List<String>> form = new HashMap<>();
    form.put("name", List.of(name));
    form.put("enabled", List.of("true"));
    form.put("effect", List.of("allow"));
    form.put("subjects", List.of("user alice"));
    form.put("destinations", List.of("example.com 443"));
    form.put("tls", List.of(""));
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], List.of(more[i + 1]));
    }
    return form;
  }

  private Response send(String path, Map<String, List<String>> form) {
    return sendAs(adam(), path, form);
  }

  private Response sendAs(
      RequestSpecification somebody, String path, Map<String, List<String>> form) {
    RequestSpecification request =
        somebody
            .contentType("application/x-www-form-urlencoded; charset=UTF-8")
            .header("Sec-Fetch-Site", "same-origin");
    form.forEach(request::formParam);
    return request.post(path);
  }

  private JsonPath policy(Response saved) {
    String id = path(saved).substring(POLICIES.length() + 1);
    ids.add(id);
    return api.admin().get("/api/v1/policies/" + id).jsonPath();
  }

  private static String path(Response saved) {
    return java.net.URI.create(saved.header("Location")).getPath();
  }

  private static String next(String page) {
    return found(
            page,
            "href=\"([^\"]+)\"[^>]*>(?:Next page|Older changes)|rel=\"next\" href=\"([^\"]+)\"")
        .replace("&amp;", "&");
  }

  private static String hidden(String page, String name) {
    return found(page, "name=\"" + name + "\" value=\"([^\"]*)\"");
  }

  private static String found(String page, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  private RequestSpecification adam() {
    return as("adam", "sekisho-admin");
  }

  private RequestSpecification audrey() {
    return as("audrey", "sekisho-auditor");
  }

  private RequestSpecification as(String user, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(user, roles));
  }
}
