package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody who is signed in sees of their own, and asks for. */
@QuarkusTest
class MyAccessPagesQuarkusTest extends SignedIn {

  private static final String ME = "/console/me";
  private static final String TUNNELS = ME + "/tunnels";
  private static final String REQUESTS = ME + "/requests";

  private final String me = name("me");

  @Test
  void shouldShowThePoliciesThatAreAboutMeAndNobodyElses() {
    String end = Instant.now().plusSeconds(86_400).toString().substring(0, 19) + "Z";
    String mine =
        policy(
            List.of(Api.user(me), Api.user("somebody-else")),
            Map.of(
                "validUntil",
                end,
                "limits",
                Map.of("bytesPerDay", 10_000_000, "idleTimeout", "PT5M", "concurrentTunnels", 3)));
    String others = policy(List.of(Api.user(name("other"))), Map.of());
    String byGroup =
        policy(List.of(Api.group(me + HOSTILE)), Map.of("effect", "deny", "mode", "report"));

    String page = page(as(me, me + HOSTILE), ME);

    assertThat(page)
        .contains(
            mine, byGroup, "<bdi>mine.test</bdi>:443, 8443", end.replace('T', ' ').substring(0, 19))
        .contains("10.0 MB a day", "closed after 5 min of silence", "3 tunnels at one time")
        .contains("only recorded", ">denies<", "acts now")
        .contains(me + HARMLESS)
        .doesNotContain(others, "somebody-else", "for administrators");
  }

  @Test
  void shouldSayWhatToDoWhereThereIsNothing() {
    assertThat(page(as(me), TUNNELS)).contains("Nothing was found.", ME + "/clients");
    assertThat(page(as(me), REQUESTS)).contains("You have asked for nothing yet");
    assertThat(page(as(me), ME)).contains(REQUESTS + "#ask");
  }

  @Test
  void shouldShowMyAttemptsPageByPageAndNoMoreThanTheApi() {
    String other = name("other");
    String secret = name("secret");
    apply(
        Api.policy(
            secret,
            "deny",
            List.of(Api.user(me)),
            Map.of("host", "first.test", "ports", List.of("443"))));
    attempt(me, "first.test:443");
    attempt(other, "others.test:443");
    attempt(me, "second.test:443");
    try (Target target = Target.echo()) {
      String allowing = allow(Api.user(me), "127.0.0.1");
      open(me, target.authority());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(page(as(me), TUNNELS)).contains("127.0.0.1", "first.test"));
      assertThat(allowing).isNotNull();
    }

    String all = page(as(me), TUNNELS);
    assertThat(all)
        .contains("first.test", "second.test")
        .contains(REQUESTS + "?host=first.test&amp;ports=443#ask")
        .doesNotContain("others.test", secret);

    String first = page(as(me), TUNNELS + "?limit=1");
    assertThat(first).contains("127.0.0.1").doesNotContain("second.test");
    String second = page(as(me), next(first));
    assertThat(second).contains("second.test").doesNotContain("first.test");
    assertThat(page(as(me), next(second))).contains("first.test").doesNotContain("rel=\"next\"");
    assertThat(page(as(me), TUNNELS + "?host=first.test"))
        .contains("first.test")
        .doesNotContain("second.test");
  }

  @ParameterizedTest
  @CsvSource({"port, 0", "from, yesterday", "client, x", "minBytes, -1"})
  void shouldTellWhatIsWrongWithASearchAtItsField(String field, String value) {
    String page = harmless(as(me).queryParam(field, value).get(TUNNELS), 400);
    assertThat(page).contains("id=\"" + field + "-error\"", "value=\"" + value(field, value));
  }

  /** What is typed stays; browsers show no more of a time that is none than an empty field. */
  private static String value(String field, String value) {
    return field.equals("from") ? "" : value;
  }

  /** By nothing that is not shown of a refusal: what can be searched for can be found out. */
  @ParameterizedTest
  @ValueSource(strings = {"user", "policy", "address", "pass"})
  void shouldSearchByNothingThatTheApiDoesNot(String parameter) {
    assertThat(harmless(as(me).queryParam(parameter, "x").get(TUNNELS), 400))
        .contains(parameter + " is not a parameter of this call");
  }

  @Test
  void shouldAskAndTakeBack() {
    Response asked =
        post(
            as(me),
            REQUESTS,
            Map.of(
                "host",
                "Wanted.test",
                "ports",
                "8443, 443",
                "reason",
                HOSTILE,
                "duration",
                "PT8H"));
    assertThat(asked.statusCode()).as(asked.asString()).isEqualTo(303);
    assertThat(asked.header("Location")).endsWith(REQUESTS + "?done=asked");

    String listed = page(as(me), REQUESTS);
    assertThat(listed)
        .contains(
            "<bdi>wanted.test</bdi>:443, 8443",
            HARMLESS,
            ">pending<",
            "for 8 h from the approval on");
    assertThat(page(as(name("other")), REQUESTS)).doesNotContain("wanted.test");

    String withdrawal = found(listed, REQUESTS + "/[0-9a-f-]+/withdrawal");
    assertThat(page(as(me), withdrawal)).contains("method=\"post\"", HARMLESS);
    assertThat(as(name("other")).get(withdrawal).statusCode()).isEqualTo(404);
    assertThat(post(as(name("other")), withdrawal, Map.of()).statusCode()).isEqualTo(404);
    assertThat(post(as(me), withdrawal, Map.of()).statusCode()).isEqualTo(303);
    assertThat(page(as(me), REQUESTS)).contains(">withdrawn<").doesNotContain("/withdrawal");
    assertThat(harmless(post(as(me), withdrawal, Map.of()), 409)).contains("not pending any more");
    assertThat(page(as(me), withdrawal)).doesNotContain("method=\"post\"");
  }

  @Test
  void shouldTakeAnEndAsBrowsersSendIt() {
    String until = Instant.now().plusSeconds(7_200).toString().substring(0, 16);
    assertThat(post(as(me), REQUESTS, asking(Map.of("until", until))).statusCode()).isEqualTo(303);
    assertThat(page(as(me), REQUESTS)).contains(until.replace('T', ' ') + ":00");
  }

  @ParameterizedTest
  @CsvSource({
    "host, *.wild.test",
    "host, ''",
    "ports, https",
    "ports, 0",
    "ports, ''",
    "reason, ''",
    "until, 2020-01-01T00:00",
    "until, soon",
    "duration, PT1S"
  })
  void shouldTellWhatIsWrongWithARequestAtItsField(String field, String value) {
    Map<String, String> fields = asking(Map.of("reason", "for \"tests\""));
    fields.put(field, value);
    String page = harmless(post(as(me), REQUESTS, fields), 400);
    assertThat(page).contains("id=\"" + field + "-error\"", "aria-invalid=\"true\"");
    if (!field.equals("reason")) {
      assertThat(page).as("what was typed").contains("value=\"for &quot;tests&quot;\"");
    }
    assertThat(page(as(me), REQUESTS)).contains("You have asked for nothing yet");
  }

  @Test
  void shouldNotAskForAnEndTwice() {
    String until = Instant.now().plusSeconds(7_200).toString().substring(0, 16);
    assertThat(
            harmless(
                post(as(me), REQUESTS, asking(Map.of("until", until, "duration", "PT1H"))), 400))
        .contains("id=\"duration-error\"", "value=\"PT1H\" selected", until);
  }

  @Test
  void shouldSayWhyNothingCanBeAskedForNow() {
    assertThat(harmless(post(as("nul\u0000nul"), REQUESTS, asking(Map.of())), 409))
        .contains("no policy can name the user of the token", "value=\"asked.test\"");
  }

  @Test
  void shouldFillInWhatALinkSays() {
    assertThat(
            harmless(
                as(me).queryParam("host", HOSTILE).queryParam("ports", "443").get(REQUESTS), 200))
        .contains("value=\"" + HARMLESS + "\"", "value=\"443\"");
  }

  @Test
  void shouldConfigureProgramsForThisGatewayAndShowNoPass() {
    String pass = issuer.pass(me);
    String page = page(with(pass), ME + "/clients");
    assertThat(page)
        .contains("export SEKISHO_ISSUER=" + issuer.url())
        .contains("export SEKISHO_PROXY=https://localhost:" + proxy.tlsPort())
        .contains("http.proxy https://token@localhost:" + proxy.tlsPort())
        .contains("&lt;port&gt;" + proxy.port() + "&lt;/port&gt;")
        .contains("/proxy.pac")
        .contains("data-copy=\"lines-curl\"", "id=\"lines-curl\"")
        .doesNotContain(pass, pass.substring(pass.length() - 40));
  }

  @Test
  void shouldSpeakJapanese() {
    for (String path : List.of(ME, TUNNELS, REQUESTS, ME + "/clients")) {
      assertThat(page(inJapanese(as(me)), path)).as(path).contains("自分の申請", "<html lang=\"ja\">");
    }
  }

  private static Map<String, String> asking(Map<String, String> more) {
    Map<String, String> fields =
        new HashMap<>(Map.of("host", "asked.test", "ports", "443", "reason", "to test"));
    fields.putAll(more);
    return fields;
  }

  private String policy(List<Map<String, String>> subjects, Map<String, Object> more) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                name("p"),
                "allow",
                subjects,
                Map.of("host", "mine.test", "ports", List.of("443", "8443"))));
    policy.put("description", "for administrators");
    policy.putAll(more);
    apply(policy);
    return (String) policy.get("name");
  }

  private void attempt(String user, String authority) {
    try (RawClient client = client()) {
      assertThat(client.requestTunnel(authority, bearer(issuer.pass(user))).refusal().status())
          .isEqualTo(403);
    }
  }

  private static String next(String page) {
    return found(page, "(?<=rel=\"next\" href=\")[^\"]+").replace("&amp;", "&");
  }

  private static String found(String page, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    assertThat(matcher.find()).as(pattern + " in " + page).isTrue();
    return matcher.group();
  }
}
