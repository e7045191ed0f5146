package io.sekisho.console;

import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.api.Authors;
import io.sekisho.api.Roles;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who looks at the current page, and how; templates know it as {@code inject:viewer}. */
@Named("viewer")
@RequestScoped
public class Viewer {

  /** The cookie with the language that somebody chose. */
  static final String LANGUAGE = "sekisho-language";

  /** What the console speaks; the first where somebody understands neither. */
  static final List<String> LANGUAGES = List.of("en", "ja");

  private final SecurityIdentity identity;
  private final Authors authors;
  private final HttpHeaders headers;
  private final UriInfo uri;

  Viewer(SecurityIdentity identity, Authors authors, HttpHeaders headers, UriInfo uri) {
    this.identity = identity;
    this.authors = authors;
    this.headers = headers;
    this.uri = uri;
  }

  /**
   * Whether anybody has signed in. Of an address that no page has, nobody asks on a thread that may
   * wait for the answer.
   */
  public boolean isKnown() {
    return BlockingOperationControl.isBlockingAllowed() && !identity.isAnonymous();
  }

  /** The name that policies and the audit log know. */
  public String name() {
    return authors.caller().user();
  }

  /** Whether they may read the log. */
  public boolean isAuditor() {
    return identity.hasRole(Roles.AUDITOR);
  }

  /** Whether they may change policies. */
  public boolean isAdmin() {
    return identity.hasRole(Roles.ADMIN);
  }

  /** Whether they may see more than what is their own. */
  public boolean isStaff() {
    return isAuditor() || isAdmin();
  }

  /** One of {@link #LANGUAGES}: what they chose, else what their browser asks for. */
  public String language() {
    return Optional.ofNullable(headers.getCookies().get(LANGUAGE))
        .map(Cookie::getValue)
        .filter(LANGUAGES::contains)
        .orElseGet(this::asked);
  }

  private String asked() {
    return headers.getAcceptableLanguages().stream()
        .map(Locale::getLanguage)
        .filter(LANGUAGES::contains)
        .findFirst()
        .orElse(LANGUAGES.get(0));
  }

  /** Where this page is, to come back to it; as a part of another address. */
  public String here() {
    String query = uri.getRequestUri().getRawQuery();
    String path = uri.getRequestUri().getRawPath() + (query == null ? "" : "?" + query);
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }
}
