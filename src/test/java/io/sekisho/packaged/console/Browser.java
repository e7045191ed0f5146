package io.sekisho.packaged.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.sekisho.packaged.clients.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, driven as a person drives it; one person at one time. */
final class Browser implements AutoCloseable {

  private static final Path PICTURES =
      Path.of(System.getProperty("sekisho.build.directory", "target"), "console");

  /** The longest that anything may take, in milliseconds; only a hang takes that long. */
  private static final int PATIENCE = 60_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext person;
  private Page page;

  Browser() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    Path executable = Program.named("chromium", "chromium-browser").executable();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    // Its sandbox takes rights that a container does not have.
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  /** Somebody else sits down: no cookies are left, and complaints are forgotten. */
  Page anew(String language, ColorScheme scheme, int width, int height) {
    if (person != null) {
      person.close();
    }
    complaints.clear();
    person =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language)
                .setColorScheme(scheme)
                .setViewportSize(width, height));
    person.setDefaultTimeout(PATIENCE);
    page = person.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("a dialog: " + dialog.message());
          dialog.dismiss();
        });
    return page;
  }

  Page anew() {
    return anew("en-US", ColorScheme.LIGHT, 1280, 900);
  }

  /** Signs in on Keycloak's page, where the console leads. */
  Page signIn(String address, String user) {
    page.navigate(address);
    page.fill("#username", user);
    page.fill("#password", user);
    page.click("#kc-login");
    page.waitForURL("**/console/**");
    return page;
  }

  /** Keeps what is seen as a build output, the whole page. */
  void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  /** The cookies that a request to an address would carry. */
  List<Cookie> cookies(String address) {
    return person.cookies(address);
  }

  /**
   * What the browser found wrong with the page since somebody sat down, such as a blocked style.
   */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Checks the rules of WCAG 2.2, A and AA, that a program can check. */
  void shouldBeAccessible() {
    List<Rule> violations =
        new AxeBuilder(page)
            .withTags(
                List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
            .analyze()
            .getViolations();
    assertThat(violations)
        .as(
            "what is not accessible at %s: %s",
            page.url(),
            violations.stream()
                .map(
                    rule ->
                        rule.getId()
                            + " at "
                            + rule.getNodes().get(0).getTarget()
                            + " "
                            + rule.getNodes().get(0).getHtml())
                .toList())
        .isEmpty();
  }

  @Override
  public void close() {
    if (person != null) {
      person.close();
    }
    chromium.close();
    playwright.close();
  }
}
