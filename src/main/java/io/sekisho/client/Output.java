package io.sekisho.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A pass as what was asked for; every line ends, and no other character needs a thought. */
final class Output {

  private Output() {}

  static String of(Pass pass, TokenOptions options) {
    String token = pass.token().value();
    return switch (options.format()) {
      case ENV -> variables(pass.token(), options.proxy().orElseThrow(), options.noProxy());
      case TOKEN -> token + "\n";
      case HEADER -> "proxy-header = \"Proxy-Authorization: Bearer " + token + "\"\n";
      case JSON -> json(pass, options) + "\n";
    };
  }

  /** Not http_proxy: what goes by http asks for no tunnel, and would be refused. */
  private static String variables(AccessToken token, ProxyUrl proxy, String noProxy) {
    String url = quoted(proxy.with(token));
    String past = quoted(noProxy);
    return "export https_proxy=%s\nexport HTTPS_PROXY=%s\nexport no_proxy=%s\nexport NO_PROXY=%s\n"
        .formatted(url, url, past, past);
  }

  private static String json(Pass pass, TokenOptions options) {
    ObjectNode object = Json.newObject().put("token", pass.token().value());
    object.put("expiresAt", pass.expires().map(Instant::toString).orElse(null));
    object.put("proxy", options.proxy().map(ProxyUrl::toString).orElse(null));
    return object.toString();
  }

  /** POSIX.1-2017 §2.2.2: between single quotes every other character is itself. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
