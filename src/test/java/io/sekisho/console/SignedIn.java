package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.RunningSekisho;
import java.util.Map;
import java.util.UUID;

/** Somebody before a browser; a bearer token stands for the session. */
abstract class SignedIn extends RunningSekisho {

  /** What would do harm if a page took it for markup, or showed it as it is. */
  static final String HOSTILE = "<script>alert('x')</script>\"&\u202E=cmd|";

  /** The same as a page shows it. */
  static final String HARMLESS =
      "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;‹U+202E›=cmd|";

  static final String ADMIN = "sekisho-admin";
  static final String AUDITOR = "sekisho-auditor";

  RequestSpecification as(String user, String... roles) {
    return with(issuer.pass(user, roles));
  }

  static RequestSpecification with(String pass) {
    return given().redirects().follow(false).auth().oauth2(pass);
  }

  /** As a form of the console's own pages sends it. */
  static Response post(RequestSpecification who, String path, Map<String, String> fields) {
    return who.header("Sec-Fetch-Site", "same-origin")
        .contentType("application/x-www-form-urlencoded; charset=UTF-8")
        .formParams(fields)
        .post(path);
  }

  /** The page, which must be there and hold nothing that is not escaped. */
  static String page(RequestSpecification who, String path) {
    return harmless(who.urlEncodingEnabled(false).get(path), 200);
  }

  static String harmless(Response answer, int status) {
    String text = answer.asString();
    assertThat(answer.statusCode()).as(text).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("text/html");
    assertThat(text)
        .doesNotContain("<script>", "\u202E", "NOT_FOUND")
        .doesNotContainPattern("<style|style=|\\son[a-z]+=");
    return text;
  }

  static RequestSpecification inJapanese(RequestSpecification who) {
    return who.header("Accept-Language", "ja");
  }

  static String name(String what) {
    return what + "-" + UUID.randomUUID();
  }
}
