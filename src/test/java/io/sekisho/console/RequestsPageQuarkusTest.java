package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sekisho.support.Api;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Deciding in the console on what people ask for. */
@QuarkusTest
class RequestsPageQuarkusTest extends SignedIn {

  private static final String REQUESTS = "/console/requests";

  private final String user = name("dora");

  @Test
  void shouldShowWhatIsPendingFirst() {
    String id = asked(user, Map.of("reason", HOSTILE));
    String row = REQUESTS + "/" + id;

    assertThat(page(as("audrey", AUDITOR), REQUESTS)).contains(row, user, HARMLESS);
    assertThat(page(as("adam", ADMIN), REQUESTS + "?status=all&limit=1000")).contains(row);
    assertThat(page(as("adam", ADMIN), REQUESTS + "?status=rejected")).doesNotContain(row);
    assertThat(harmless(as("adam", ADMIN).get(REQUESTS + "?status=done"), 400))
        .contains("id=\"status-error\"");
    assertThat(page(as("audrey", AUDITOR), row)).contains(user, HARMLESS, "asked.test");
  }

  @Test
  void shouldComePageByPage() {
    String older = asked(user, Map.of("port", 1));
    String newer = asked(user, Map.of("port", 2));
    String page = page(as("adam", ADMIN), REQUESTS + "?limit=1");
    assertThat(page).contains(newer, "rel=\"next\"").doesNotContain(older);
    String next = page.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1");
    assertThat(page(as("adam", ADMIN), next.replace("&amp;", "&"))).contains(older);
  }

  @Test
  void shouldBeSeenByStaffAndDecidedByAdministratorsAlone() {
    String path = REQUESTS + "/" + asked(user, Map.of("duration", "PT1H"));
    for (String one : List.of(REQUESTS, path)) {
      assertThat(as("alice").get(one).statusCode()).isEqualTo(403);
    }
    assertThat(page(as("audrey", AUDITOR), path))
        .contains("An administrator decides on it.")
        .doesNotContain("method=\"post\"");
    for (String call : List.of("/approval", "/rejection")) {
      Map<String, String> fields = Map.of("reason", "x");
      assertThat(post(as("alice"), path + call, fields).statusCode()).isEqualTo(403);
      assertThat(post(as("audrey", AUDITOR), path + call, fields).statusCode()).isEqualTo(403);
      assertThat(as("adam", ADMIN).formParam("reason", "x").post(path + call).statusCode())
          .as("from elsewhere")
          .isEqualTo(403);
    }
    assertThat(page(as("adam", ADMIN), path)).contains(">pending<", "method=\"post\"");
  }

  @Test
  void shouldLetNobodyDecideOnTheirOwn() {
    String path = REQUESTS + "/" + asked("adam", Map.of("host", name("h") + ".test"));
    assertThat(page(as("adam", ADMIN), path))
        .contains("This is your own request")
        .doesNotContain("method=\"post\"");
    for (String call : List.of("/approval", "/rejection")) {
      assertThat(
              post(as("adam", ADMIN), path + call, Map.of("reason", "x", "until", inAnHour()))
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(page(as("eve", ADMIN), path)).contains(">pending<", "method=\"post\"");
  }

  @Test
  void shouldApproveUntilATime() {
    String path = REQUESTS + "/" + asked(user, Map.of());
    String approval = path + "/approval";

    String noEnd =
        harmless(post(as("adam", ADMIN), approval, Map.of("reason", "as \"said\"")), 400);
    assertThat(noEnd)
        .contains("id=\"until-error\"", "as the request does not say it")
        .contains("value=\"as &quot;said&quot;\"");
    assertThat(
            harmless(post(as("adam", ADMIN), approval, Map.of("until", "2020-01-01T00:00")), 400))
        .contains("id=\"until-error\"", "value=\"2020-01-01T00:00\"");
    assertThat(
            harmless(
                post(
                    as("adam", ADMIN),
                    approval,
                    Map.of("until", inAnHour(), "reason", "x".repeat(301))),
                400))
        .contains("id=\"approval-reason-error\"");

    Response approved =
        post(as("adam", ADMIN), approval, Map.of("until", inAnHour(), "reason", HOSTILE));
    assertThat(approved.statusCode()).as(approved.asString()).isEqualTo(303);
    assertThat(approved.header("Location")).endsWith(path);
    String page = page(as("adam", ADMIN), path);
    assertThat(page)
        .contains(">approved<", HARMLESS, "/console/policies/named?name=access-")
        .doesNotContain("method=\"post\"");
    assertThat(harmless(post(as("adam", ADMIN), approval, Map.of("until", inAnHour())), 409))
        .contains("not pending any more");
    assertThat(page(as(user), "/console/me")).contains("access-");
    api.delete(
        api.admin()
            .get("/api/v1/access-requests/" + path.substring(REQUESTS.length() + 1))
            .path("policyId"));
  }

  @Test
  void shouldSayWhichPolicyWouldStillDenyIt() {
    String deny = name("never");
    apply(
        Api.policy(
            deny,
            "deny",
            List.of(Api.user(user)),
            Map.of("host", "asked.test", "ports", List.of("443"))));
    String path = REQUESTS + "/" + asked(user, Map.of("duration", "PT1H"));
    assertThat(
            harmless(post(as("adam", ADMIN), path + "/approval", Map.of("reason", "typed")), 409))
        .contains("policy " + deny + " would still deny port 443", "value=\"typed\"");
    assertThat(page(as("adam", ADMIN), path)).contains(">pending<");
  }

  @Test
  void shouldRejectAndSayWhy() {
    String path = REQUESTS + "/" + asked(user, Map.of());
    assertThat(harmless(post(as("adam", ADMIN), path + "/rejection", Map.of()), 400))
        .contains("id=\"rejection-reason-error\"", "must be given")
        .doesNotContain("id=\"approval-reason-error\"");
    assertThat(post(as("adam", ADMIN), path + "/rejection", Map.of("reason", HOSTILE)).statusCode())
        .isEqualTo(303);
    assertThat(page(as("audrey", AUDITOR), path)).contains(">rejected<", HARMLESS, "adam");
    assertThat(page(as(user), "/console/me/requests")).contains(">rejected<", HARMLESS);
    assertThat(
            harmless(post(as("adam", ADMIN), path + "/rejection", Map.of("reason", "again")), 409))
        .contains("not pending any more");
  }

  @Test
  void shouldKnowOfNothingElse() {
    String path = REQUESTS + "/" + UUID.randomUUID();
    assertThat(as("adam", ADMIN).get(path).statusCode()).isEqualTo(404);
    assertThat(post(as("adam", ADMIN), path + "/approval", Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSpeakJapanese() {
    String path = REQUESTS + "/" + asked(user, Map.of());
    assertThat(page(inJapanese(as("adam", ADMIN)), REQUESTS)).contains("未決");
    assertThat(page(inJapanese(as("adam", ADMIN)), path)).contains("承認する", "却下する");
  }

  private static String inAnHour() {
    return Instant.now().plusSeconds(3_600).toString().substring(0, 16);
  }

  private String asked(String who, Map<String, Object> more) {
    Map<String, Object> body =
        new HashMap<>(Map.of("host", "asked.test", "port", 443, "reason", "to test"));
    body.putAll(more);
    return api.as(issuer.pass(who))
        .body(body)
        .post("/api/v1/me/access-requests")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }
}
