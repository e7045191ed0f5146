package io.sekisho.console;

import io.sekisho.pac.ProxyAddress;
import java.util.List;
import java.util.Optional;

/**
 * What somebody tells their programs, as lines to copy. None holds a token: the product's command
 * gets one. Pure.
 *
 * @param issuer of the viewer's own token, to the letter
 * @param tls the proxy over TLS, if there is one
 * @param plain the proxy in the clear, if there is one
 * @param assumed whether the host is that of this page, as no key says where the proxy is
 * @param pac where the script for browsers is; empty if there is none
 */
record ClientSetup(
    String issuer,
    Optional<ProxyAddress> tls,
    Optional<ProxyAddress> plain,
    boolean assumed,
    String pac) {

  static ClientSetup of(String issuer, List<ProxyAddress> all, boolean assumed, String pac) {
    return new ClientSetup(
        issuer,
        all.stream().filter(ProxyAddress::tls).findFirst(),
        all.stream().filter(one -> !one.tls()).findFirst(),
        assumed,
        pac);
  }

  /** Whether a proxy is known. */
  public boolean isKnown() {
    return preferred().isPresent();
  }

  /** Whether there is a plain one beside that over TLS, for programs that need it. */
  public boolean isBoth() {
    return tls.isPresent() && plain.isPresent();
  }

  /** Whether a pass can only be shown in the clear. */
  public boolean isPlainOnly() {
    return tls.isEmpty() && plain.isPresent();
  }

  /**
   * What the command needs to know.
   *
   * @param clientId words in the place of what is not known here
   */
  public String command(String clientId) {
    return lines(
        "alias sekisho='java -jar quarkus-run.jar'",
        "export SEKISHO_ISSUER=" + quoted(issuer),
        "export SEKISHO_CLIENT_ID=" + quoted(clientId),
        "export SEKISHO_PROXY=" + url("", proxy()));
  }

  /** For most programs. */
  public String environment() {
    return "eval \"$(sekisho token)\"";
  }

  /** For programs that speak no TLS to a proxy. */
  public String plainEnvironment() {
    return plain
        .map(proxy -> lines(tokenVariable(), "export https_proxy=" + url("token:$TOKEN@", proxy)))
        .orElse("");
  }

  /** For curl. */
  public String curl() {
    return "sekisho token --format=header | curl -x "
        + url("", proxy())
        + " -K - https://example.com/";
  }

  /** For git. */
  public String git() {
    return lines(
        "(umask 077; sekisho token --format=token > ~/.token)",
        "git config --global http.proxy " + url("token@", proxy()),
        "git config --global credential."
            + url("", proxy())
            + ".helper '!f() { echo \"password=$(cat ~/.token)\"; }; f'");
  }

  /** For npm. */
  public String npm() {
    return lines(
        "echo 'https-proxy=" + url("token:${TOKEN}@", proxy()) + "' >> ~/.npmrc", tokenVariable());
  }

  /** For pip. */
  public String pip() {
    return lines(environment(), "python3 -m pip install --upgrade pip");
  }

  /** For Maven, which is told the plain one. */
  public String maven() {
    return plain
        .map(
            proxy ->
                lines(
                    "<proxies>",
                    "  <proxy>",
                    "    <id>sekisho</id>",
                    "    <protocol>http</protocol>",
                    "    <host>" + proxy.authority().host().text() + "</host>",
                    "    <port>" + proxy.authority().port() + "</port>",
                    "    <username>token</username>",
                    "    <password>${env.TOKEN}</password>",
                    "  </proxy>",
                    "</proxies>"))
        .orElse("");
  }

  /** A fresh pass in a variable of the shell. */
  public String tokenVariable() {
    return "export TOKEN=\"$(sekisho token --format=token)\"";
  }

  /** For Chromium, without the script. */
  public String browser() {
    return "chromium --proxy-server=" + url("", proxy());
  }

  private Optional<ProxyAddress> preferred() {
    return tls.or(() -> plain);
  }

  private ProxyAddress proxy() {
    return preferred().orElseThrow();
  }

  private static String url(String login, ProxyAddress proxy) {
    return (proxy.tls() ? "https://" : "http://") + login + proxy.authority();
  }

  private static String lines(String... lines) {
    return String.join("\n", lines);
  }

  /** As one word for a shell, whatever is in it. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9:/._~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
