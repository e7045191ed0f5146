package io.sekisho.packaged.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.SelectOption;
import com.sun.net.httpserver.HttpServer;
import io.sekisho.support.Api;
import io.sekisho.support.Keycloak;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleIT {

  /** What a program may call itself. */
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";

  private static final String IS_TOO_WIDE =
      "document.documentElement.scrollWidth > document.documentElement.clientWidth";

  /** Pages that no link of the menu leads to. */
  private static final Map<String, List<String>> FURTHER =
      Map.of(
          "adam",
          List.of(
              "/console/policies/new",
              "/console/policies/named?name=developers-local",
              "/console/policies/import",
              "/console/policies/changes",
              "/console/live/cut",
              "/console/try?user=alice&groups=developers&host=127.0.0.1&port=443"),
          "audrey",
          List.of(
              "/console/evidence/readings",
              "/console/policies/named?name=developers-local",
              "/console/tunnels?range=all&decision=deny",
              "/console/alerts?range=all"));

  private static PostgresServer postgres;
  private static Keycloak keycloak;
  private static SekishoProcess sekisho;
  private static Target echo;
  private static Api api;
  private static Browser browser;
  private static String hostile;

  @BeforeAll
  static void start() {
    browser = new Browser();
    postgres = new PostgresServer();
    keycloak = new Keycloak();
    echo = Target.echo();
    sekisho =
        new SekishoProcess("console", postgres.jdbcUrl(), keycloak.realmUrl())
            .with("SEKISHO_CONSOLE_ENABLED", "true")
            .with("QUARKUS_OIDC_CONSOLE_CLIENT_ID", "console")
            .with(
                "QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET", "a-secret-of-tests-that-is-long-enough")
            .start();
    api = new Api(sekisho.apiUrl(), keycloak.pass("adam"), keycloak.pass("audrey"));
    api.allow("developers-local", Api.group("developers"), "127.0.0.1");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.policyVersion(sekisho.managementUrl()) >= 1);
    for (int i = 0; i < 3; i++) {
      tunnel("alice", "curl/8.5.0");
    }
    tunnel("bob", "curl/8.5.0");
    hostile = tunnel("alice", HOSTILE).field("Sekisho-Tunnel").orElseThrow();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                api.auditor().get("/api/v1/tunnels?open=false").jsonPath().getList("items").size()
                    == 5);
  }

  private static RawClient.Response tunnel(String user, String program) {
    try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
      return client
          .requestTunnel(
              echo.authority(),
              "Proxy-Authorization: Bearer " + keycloak.pass(user),
              "User-Agent: " + program)
          .head();
    }
  }

  @AfterAll
  static void stop() {
    if (browser == null) {
      // It is skipped, and nothing was started.
      return;
    }
    sekisho.close();
    keycloak.close();
    postgres.close();
    echo.close();
    browser.close();
  }

  private static String console(String path) {
    return sekisho.apiUrl() + "/console" + path;
  }

  @BeforeEach
  void sitDown() {
    browser.anew();
  }

  @Test
  void shouldLeadAnAuditorFromAFigureToTheTunnelBehindIt() {
    Page page = browser.signIn(console(""), "audrey");
    assertThat(page).hasURL(console("/overview"));
    assertThat(page.locator("h1")).hasText("Overview");
    assertThat(page.locator(".chart canvas")).isVisible();
    browser.shouldBeAccessible();
    browser.picture("overview");

    Locator figure = page.locator("a.figure:has-text('Tunnels opened')");
    int opened = Integer.parseInt(figure.locator("strong").textContent());
    figure.click();
    Locator rows = page.locator("tbody tr:has(td .tag)");
    assertThat(rows).hasCount(opened);
    browser.shouldBeAccessible();
    browser.picture("tunnels");

    rows.last().locator("a").first().click();
    assertThat(page.locator("h1")).containsText(echo.authority());
    assertThat(page.locator(".step")).hasCount(2);
    browser.shouldBeAccessible();
    browser.picture("tunnel");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldShowWhatIsHostileHarmlessly() {
    Page page = browser.signIn(console("/tunnels/" + hostile), "audrey");
    assertThat(page.locator("dd:has-text('onerror')")).hasText(HOSTILE);
    assertThat(page.locator("img")).hasCount(0);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldSearchAPartOfTheChart() {
    Page page = browser.signIn(console("/tunnels?range=1h"), "audrey");
    Locator chart = page.locator(".chart canvas");
    assertThat(chart).isVisible();
    BoundingBox box = chart.boundingBox();
    page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
    page.mouse().down();
    page.mouse()
        .move(box.x + box.width - 15, box.y + box.height / 2, new Mouse.MoveOptions().setSteps(8));
    page.mouse().up();
    page.waitForURL("**from=**");
    assertThat(page.locator("#range")).hasValue("given");
    assertThat(page.locator("tbody tr:has(td .tag)").first()).isVisible();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldShowNobodyMoreThanTheirRoleMaySee() {
    Page page = browser.signIn(console(""), "alice");
    assertThat(page).hasURL(console("/me"));
    assertThat(page.locator("nav a[href='/console/tunnels']")).hasCount(0);
    assertThat(page.navigate(console("/tunnels")).status()).isEqualTo(403);
    assertThat(page.navigate(console("/overview")).status()).isEqualTo(403);
    browser.picture("forbidden");
  }

  @Test
  void shouldEndTheSessionHereAndThere() {
    Page page = browser.signIn(console("/tunnels"), "audrey");
    page.click("text=Sign out");
    page.waitForURL("**/console/signed-out**");
    assertThat(page.locator("h1")).hasText("You are signed out.");
    page.navigate(console("/tunnels"));
    assertThat(page.locator("#username")).isVisible();
  }

  @Test
  void shouldBeOfUseInJapaneseInTheDarkAndOnAPhone() {
    Page page = browser.anew("ja-JP", ColorScheme.DARK, 390, 844);
    browser.signIn(console("/overview"), "audrey");
    assertThat(page.locator("h1")).hasText("概要");
    browser.shouldBeAccessible();
    browser.picture("overview-phone-dark-ja");
    page.navigate(console("/tunnels"));
    browser.shouldBeAccessible();
    browser.picture("tunnels-phone-dark-ja");
    assertThat(page.evaluate(IS_TOO_WIDE)).as("wider than the telephone").isEqualTo(false);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldHoldTheSessionWhereNoScriptAndNoOtherSiteReachesIt() {
    browser.signIn(console("/overview"), "audrey");
    List<Cookie> cookies = browser.cookies(console("/overview"));
    assertThat(cookies).isNotEmpty();
    assertThat(cookies)
        .allSatisfy(
            cookie -> {
              assertThat(cookie.httpOnly).as(cookie.name).isTrue();
              assertThat(cookie.path).as(cookie.name).isEqualTo("/console");
            });
    assertThat(cookies)
        .as("tokens are encrypted in the cookie: what begins them is not there")
        .noneMatch(cookie -> cookie.value.contains("eyJhbGciOiJSUzI1NiIs"));
  }

  @Test
  void shouldHaveNoPageThatIsNotAccessible() {
    for (String user : List.of("audrey", "adam", "alice")) {
      // One of them sits in the dark and has a telephone.
      boolean small = user.equals("adam");
      Page page = small ? browser.anew("ja-JP", ColorScheme.DARK, 360, 740) : browser.anew();
      browser.signIn(console(""), user);
      List<String> addresses = new ArrayList<>(addresses(page.locator("nav a")));
      addresses.addAll(FURTHER.getOrDefault(user, List.of()));
      for (String address : addresses) {
        com.microsoft.playwright.Response answer = page.navigate(sekisho.apiUrl() + address);
        assertThat(answer.status()).as("%s at %s", user, address).isEqualTo(200);
        browser.shouldBeAccessible();
        browser.picture(user + address.replace("/console", "").replaceAll("[/?].?", "-"));
        assertThat(page.evaluate(IS_TOO_WIDE)).as("%s at %s", user, address).isEqualTo(false);
        assertThat(browser.complaints()).as("%s at %s", user, address).isEmpty();
      }
    }
  }

  private static List<String> addresses(Locator links) {
    return links.all().stream().map(link -> link.getAttribute("href")).toList();
  }

  @Test
  void shouldReplayADraftWhileSomebodyWatches() {
    Page page = browser.signIn(console("/replay?draft=current"), "audrey");
    assertThat(page.locator("textarea")).hasValue(Pattern.compile("developers-local"));
    page.locator("textarea").fill("policies: []");
    page.click("main form button[type=submit]");
    page.waitForURL("**/console/replay/*");
    assertThat(page.locator("progress")).hasCount(0);
    assertThat(page.locator("tbody")).containsText("alice");
    browser.shouldBeAccessible();
    browser.picture("replay-result");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldVerifyTheLogWhileSomebodyWatches() {
    Page page = browser.signIn(console("/evidence"), "audrey");
    page.locator("#range").selectOption("all");
    page.click("button:has-text('Verify')");
    page.waitForURL("**/console/evidence/verifications/*");
    assertThat(page.locator(".notice.good")).containsText("The log is intact");
    browser.shouldBeAccessible();
    browser.picture("evidence-result");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldTellWhatIsWrongWithAPolicyAtItsFieldAndKeepTheRest() {
    Page page = browser.signIn(console("/policies/new"), "adam");
    page.fill("#name", "made-in-a-browser");
    page.fill("[name=subjects]", "user carla\ngroup");
    page.fill("[name=destinations]", "*.example.com 443");
    page.click("main form button[type=submit]");
    assertThat(page.locator("[name=subjects]")).hasAttribute("aria-invalid", "true");
    browser.shouldBeAccessible();
    browser.picture("policy-with-a-mistake");
    page.fill("[name=subjects]", "user carla\ngroup writers");
    page.click("main form button[type=submit]");
    page.waitForURL("**/console/policies/*");
    assertThat(page.locator("h1")).containsText("made-in-a-browser");
    assertThat(page.locator("main")).containsText("writers");
    browser.shouldBeAccessible();
    browser.picture("policy");
    assertThat(browser.complaints())
        .as("but for the answer 400 that the browser tells of")
        .allMatch(complaint -> complaint.contains("400"));
  }

  @Test
  void shouldCutATunnelAndRecordWhy() {
    try (RawClient open = RawClient.connect(sekisho.proxyPort())) {
      open.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + keycloak.pass("alice"));
      assertThat(open.head().status()).isEqualTo(200);
      Page page = browser.signIn(console("/live?user=alice"), "adam");
      page.locator("tbody tr:has-text('alice') a:has-text('Cut')").click();
      page.fill("#reason", "seen on the list");
      browser.picture("live-cut");
      page.click("main button[type=submit]");
      page.waitForURL("**/console/live**");
      assertThat(open.rest()).as("cut").isEmpty();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                api.auditor()
                    .get("/api/v1/tunnels?closeReason=killed")
                    .jsonPath()
                    .getString("items[0].reason")
                    .contains("seen on the list"));
  }

  @Test
  void shouldShowTunnelsThatOpenWhileSomebodyLooks() {
    Page page = browser.signIn(console("/live?user=alice"), "adam");
    assertThat(page.locator("tbody tr")).hasCount(0);
    try (RawClient open = RawClient.connect(sekisho.proxyPort())) {
      open.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + keycloak.pass("alice"));
      assertThat(open.head().status()).isEqualTo(200);

      assertThat(page.locator("tbody tr")).hasCount(1);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldLeadFromARequestToAccess() {
    Page page = browser.signIn(console("/me/requests"), "bob");
    page.fill("#host", "127.0.0.1");
    page.fill("#ports", Integer.toString(echo.port()));
    page.fill("#reason", HOSTILE);
    page.locator("#duration").selectOption(new SelectOption().setIndex(1));
    page.click("main button[type=submit]");
    assertThat(page.locator("tbody tr")).hasCount(1);

    page = browser.anew();
    browser.signIn(console("/requests"), "adam");
    page.locator("tbody tr a").first().click();
    assertThat(page.locator("main")).containsText(HOSTILE);
    browser.shouldBeAccessible();
    browser.picture("request");
    page.click("button:has-text('Approve')");
    assertThat(page.locator(".tag.good")).isVisible();
    assertThat(browser.complaints()).isEmpty();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
                client.requestTunnel(
                    echo.authority(), "Proxy-Authorization: Bearer " + keycloak.pass("bob"));
                return client.head().status() == 200;
              }
            });
  }

  @Test
  void shouldRefuseWhatIsPostedByHand() {
    Page page = browser.signIn(console("/me"), "alice");
    RequestOptions everything =
        RequestOptions.create()
            .setHeader("Sec-Fetch-Site", "same-origin")
            .setMaxRedirects(0)
            .setForm(FormData.create().set("all", "true").set("confirmation", "0"));
    assertThat(page.request().post(console("/live/cut"), everything).status())
        .as("somebody without the role")
        .isEqualTo(403);
    page = browser.anew();
    browser.signIn(console("/live"), "adam");
    assertThat(
            page.request()
                .post(console("/live/cut"), everything.setHeader("Sec-Fetch-Site", "cross-site"))
                .status())
        .as("an administrator, from another site")
        .isEqualTo(403);
  }

  /** A page elsewhere that sends a form to the console as soon as somebody looks at it. */
  @Test
  void shouldTakeNothingFromAnotherSite() throws IOException {
    HttpServer elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    byte[] trap =
        ("<form id=f method=post action='"
                + console("/live/cut")
                + "'><input name=user value=alice></form><script>document.getElementById('f').submit()</script>")
            .getBytes(StandardCharsets.UTF_8);
    elsewhere.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, trap.length);
          exchange.getResponseBody().write(trap);
          exchange.close();
        });
    elsewhere.start();
    try (RawClient open = RawClient.connect(sekisho.proxyPort())) {
      open.requestTunnel(echo.authority(), "Proxy-Authorization: Bearer " + keycloak.pass("alice"));
      assertThat(open.head().status()).isEqualTo(200);
      Page page = browser.signIn(console("/live"), "adam");
      com.microsoft.playwright.Response answer =
          page.waitForResponse(
              response -> response.url().startsWith(console("/live/cut")),
              () -> page.navigate("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/"));
      assertThat(answer.status()).isNotEqualTo(303);
      assertThat(api.admin().get("/api/v1/tunnels/live").jsonPath().getList("items"))
          .as("alice's tunnel is open still")
          .hasSize(1);
    } finally {
      elsewhere.stop(0);
    }
  }
}
