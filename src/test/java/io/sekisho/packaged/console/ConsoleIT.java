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
import io.sekisho.support.Api;
import io.sekisho.support.Keycloak;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.RawClient;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleIT {

  /** What a program may call itself. */
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";

  private static PostgresServer postgres;
  private static Keycloak keycloak;
  private static SekishoProcess sekisho;
  private static Target echo;
  private static Api api;
  private static Browser browser;

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
    tunnel("alice", HOSTILE);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                api.auditor().get("/api/v1/tunnels?open=false").jsonPath().getList("items").size()
                    == 5);
  }

  private static void tunnel(String user, String program) {
    try (RawClient client = RawClient.connect(sekisho.proxyPort())) {
      client
          .requestTunnel(
              echo.authority(),
              "Proxy-Authorization: Bearer " + keycloak.pass(user),
              "User-Agent: " + program)
          .head();
    }
  }

  @AfterAll
  static void stop() {
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

    page.click("a.figure:has-text('Tunnels opened')");
    Locator rows = page.locator("tbody tr:has(td .tag)");
    assertThat(rows).hasCount(4);
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
    Page page = browser.signIn(console("/tunnels?user=alice&decision=allow"), "audrey");
    page.locator("tbody tr:has(td .tag) a").first().click();
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
    assertThat(page.locator("tbody tr:has(td .tag)")).hasCount(5);
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
    Object wider =
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
    assertThat(wider).as("the page is wider than the phone").isEqualTo(false);
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
}
