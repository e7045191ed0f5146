package io.sekisho.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the command may be told, as an argument or, if that is missing, by a variable. */
enum TokenOption {
  ISSUER("URL", "the issuer, to the letter as its tokens name it"),
  CLIENT_ID("ID", "the client that is registered there"),
  CLIENT_SECRET_FILE("FILE", "its secret; or set SEKISHO_CLIENT_SECRET, never an argument"),
  FLOW(
      "FLOW",
      "device (log in with a browser) or client-credentials;",
      "default: the latter if there is a secret"),
  SCOPE("SCOPES", "the scopes to ask for, separated by blanks"),
  AUDIENCE("NAME", "whom the token is for, at issuers that are told by audience="),
  TOKEN_FILE(
      "FILE",
      "take the token from this file instead of an issuer, such as",
      "a pod's projected token"),
  PROXY("URL", "http://host:port or https://host:port; needed for --format=env"),
  NO_PROXY(
      "LIST",
      "what goes past the proxy; default: $no_proxy as it is, else",
      "localhost,127.0.0.1,::1"),
  FORMAT("FORMAT", "env (for eval; the default), token, header (for curl -K)", "or json"),
  CA_FILE(
      "FILE",
      "PEM certificates of the only authorities to trust for the",
      "issuer; default: those of the Java runtime"),
  ALLOW_HTTP(
      "true",
      "also talk to an issuer by plain http that is not on this",
      "machine: whoever is in between reads secret and token");

  private final String placeholder;
  private final String[] meaning;

  TokenOption(String placeholder, String... meaning) {
    this.placeholder = placeholder;
    this.meaning = meaning;
  }

  /** As it stands on the command line. */
  String argument() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The variable that is looked at if there is no argument. */
  String variable() {
    return "SEKISHO_" + name();
  }

  /** What help says of it. */
  String help() {
    StringBuilder help =
        new StringBuilder(String.format("  %-28s", argument() + "=" + placeholder));
    help.append(String.join("\n" + " ".repeat(30), meaning));
    return help.append('\n').toString();
  }

  static Optional<TokenOption> of(String argument) {
    return Arrays.stream(values()).filter(one -> one.argument().equals(argument)).findFirst();
  }
}
