package io.sekisho.packaged.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.sekisho.support.Keycloak;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console on a log of weeks, with many users and hosts. */
class LongLogIT {

  private static final int RECORDS = 20_000;

  private static PostgresServer postgres;
  private static Keycloak keycloak;
  private static SekishoProcess sekisho;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser();
    postgres = new PostgresServer();
    keycloak = new Keycloak();
    sekisho =
        new SekishoProcess("long-log", postgres.jdbcUrl(), keycloak.realmUrl())
            .with("SEKISHO_CONSOLE_ENABLED", "true")
            .with("QUARKUS_OIDC_CONSOLE_CLIENT_ID", "console")
            .with(
                "QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET", "a-secret-of-tests-that-is-long-enough")
            .start();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    String script =
        Files.readString(Path.of("src/main/docs/audit-records.sql"))
            .replace(":records", Integer.toString(RECORDS))
            .replace(":'since'", "'" + now.minus(20, ChronoUnit.DAYS) + "'")
            .replace(":'until'", "'" + now + "'");
    postgres.execute(script.replaceAll("(?m)^--.*$", ""));
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
    browser.close();
  }

  @Test
  void shouldLeadFromTheOverviewOfAMonthToWhatIsBehindIt() {
    Page page = browser.anew();
    browser.signIn(sekisho.apiUrl() + "/console/overview?range=30d", "audrey");
    Locator opened = page.locator("a.figure:has-text('Tunnels opened') strong");
    // One in thirty is denied, one in fifty of the rest fails.
    int tunnels = Integer.parseInt(opened.textContent().replace(",", ""));
    assertThat(tunnels).isBetween(RECORDS * 9 / 10, RECORDS);
    assertThat(page.locator(".chart canvas")).isVisible();
    browser.shouldBeAccessible();
    browser.picture("overview-of-a-month");

    page.click("a:has-text('connection_refused')");
    assertThat(page.locator("#error")).hasValue("connection_refused");
    assertThat(page.locator("tbody tr:has(td .tag.warn)")).hasCount(50);
    page.click("a[rel=next]");
    assertThat(page.locator("tbody tr:has(td .tag.warn)")).hasCount(50);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldShowAThousandRows() {
    Page page = browser.anew();
    browser.signIn(
        sekisho.apiUrl() + "/console/tunnels?range=30d&limit=1000&host=*.d0.example.com", "audrey");
    assertThat(page.locator("tbody tr:has(td .tag)")).hasCount(1000);
    browser.picture("a-thousand-rows");
    assertThat(browser.complaints()).isEmpty();
  }
}
