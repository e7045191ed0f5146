package io.sekisho.packaged;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person's way through Keycloak's pages: fills in every form that comes, and agrees. */
final class LoginPages {

  private static final int MOST = 5;
  private static final Pattern FORM = Pattern.compile("<form[^>]*?action=\"([^\"]+)\"");
  private static final Pattern INPUT = Pattern.compile("<(?:input|button)\\b[^>]*>");
  private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"");
  private static final Pattern VALUE = Pattern.compile("\\bvalue=\"([^\"]*)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new Cookies())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /** Returns the last page, which has no form. */
  String walk(String page, String user, String password) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(URI.create(page)).build(), BodyHandlers.ofString());
    for (int i = 0; i < MOST; i++) {
      Matcher form = FORM.matcher(answer.body());
      if (!form.find()) {
        return answer.body();
      }
      Map<String, String> fields = fields(answer.body().substring(form.start()));
      fields.computeIfPresent("username", (name, value) -> user);
      fields.computeIfPresent("password", (name, value) -> password);
      fields.remove("cancel");
      URI action = answer.uri().resolve(form.group(1).replace("&amp;", "&"));
      answer =
          client.send(
              HttpRequest.newBuilder(action)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(encoded(fields)))
                  .build(),
              BodyHandlers.ofString());
    }
    throw new AssertionError("one form after another: " + answer.body());
  }

  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher input = INPUT.matcher(form.substring(0, form.indexOf("</form>")));
    while (input.find()) {
      Matcher name = NAME.matcher(input.group());
      Matcher value = VALUE.matcher(input.group());
      if (name.find()) {
        fields.put(name.group(1), value.find() ? value.group(1) : "");
      }
    }
    return fields;
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** As browsers, and unlike Java's own, it sends secure cookies to loopback by http too. */
  private static final class Cookies extends CookieHandler {

    private final Map<String, String> cookies = new TreeMap<>();

    @Override
    public synchronized Map<String, List<String>> get(
        URI uri, Map<String, List<String>> requestHeaders) {
      String all =
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; "));
      return all.isEmpty() ? Map.of() : Map.of("Cookie", List.of(all));
    }

    @Override
    public synchronized void put(URI uri, Map<String, List<String>> headers) {
      headers.forEach(
          (name, values) -> {
            if (name.equalsIgnoreCase("Set-Cookie")) {
              values.forEach(this::keep);
            }
          });
    }

    private void keep(String header) {
      for (HttpCookie cookie : HttpCookie.parse(header)) {
        if (cookie.getMaxAge() == 0 || cookie.getValue().isEmpty()) {
          cookies.remove(cookie.getName());
        } else {
          cookies.put(cookie.getName(), cookie.getValue());
        }
      }
    }
  }
}
