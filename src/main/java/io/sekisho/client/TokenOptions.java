package io.sekisho.client;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is asked for.
 *
 * @param source where the token comes from
 * @param format as what it is printed
 * @param proxy whom it is for; present if the format is {@code env}
 * @param noProxy what goes past the proxy
 */
record TokenOptions(Source source, Format format, Optional<ProxyUrl> proxy, String noProxy) {

  private static final String ON_THIS_MACHINE = "localhost,127.0.0.1,::1";

  /** Where a token comes from. */
  sealed interface Source {

    /** A file that somebody else keeps fresh. */
    record TokenFile(Path file) implements Source {}

    /**
     * An issuer.
     *
     * @param issuer to the letter
     * @param address the same as a URL, without a slash at its end
     * @param rule where secrets and tokens may be sent
     * @param secretFile the file with the secret, if one was named
     * @param secret the secret, if it came in a variable
     * @param caFile the only authorities to trust, if they were named
     */
    record AtIssuer(
        String issuer,
        URI address,
        UrlRule rule,
        Flow flow,
        String clientId,
        Optional<Path> secretFile,
        Optional<Secret> secret,
        Optional<String> scope,
        Optional<String> audience,
        Optional<Path> caFile)
        implements Source {}
  }

  /**
   * Reads the arguments behind {@code token}, and the environment.
   *
   * @throws UsageError saying what is wrong
   */
  static TokenOptions read(List<String> line, Map<String, String> variables) {
    Given given = Given.of(line, variables);
    Format format =
        given
            .value(TokenOption.FORMAT)
            .map(text -> choice(TokenOption.FORMAT, text, Format.values(), Format::label))
            .orElse(Format.ENV);
    if (format == Format.ENV) {
      given.required(TokenOption.PROXY);
    }
    return new TokenOptions(
        source(given),
        format,
        given.value(TokenOption.PROXY).map(ProxyUrl::parse),
        given
            .value(TokenOption.NO_PROXY)
            .or(() -> given.variable("no_proxy"))
            .or(() -> given.variable("NO_PROXY"))
            .orElse(ON_THIS_MACHINE));
  }

  private static Source source(Given given) {
    boolean file = given.value(TokenOption.TOKEN_FILE).isPresent();
    boolean flow = given.value(TokenOption.FLOW).isPresent();
    boolean fileByArgument = given.byArgument(TokenOption.TOKEN_FILE);
    boolean flowByArgument = given.byArgument(TokenOption.FLOW);
    if (file && flow && fileByArgument == flowByArgument) {
      throw new UsageError("there is either --token-file or --flow, not both");
    }
    return file && !flowByArgument
        ? new Source.TokenFile(path(given, TokenOption.TOKEN_FILE).orElseThrow())
        : atIssuer(given);
  }

  private static Source.AtIssuer atIssuer(Given given) {
    String issuer = given.required(TokenOption.ISSUER);
    UrlRule rule = allowsHttp(given) ? UrlRule.HTTP_TOO : UrlRule.HTTPS_OR_LOOPBACK;
    URI address =
        rule.read(issuer.replaceAll("/+$", ""))
            .filter(uri -> uri.getRawQuery() == null)
            .orElseThrow(
                () ->
                    new UsageError(
                        "--issuer must be an https URL (http only on this machine, or with"
                            + " --allow-http=true)"));
    Optional<Path> secretFile = path(given, TokenOption.CLIENT_SECRET_FILE);
    Optional<Secret> secret =
        secretFile.isPresent()
            ? Optional.empty()
            : given.variable("SEKISHO_CLIENT_SECRET").map(Secret::new);
    boolean confidential = secretFile.isPresent() || secret.isPresent();
    Flow flow =
        given
            .value(TokenOption.FLOW)
            .map(text -> choice(TokenOption.FLOW, text, Flow.values(), Flow::label))
            .orElse(confidential ? Flow.CLIENT_CREDENTIALS : Flow.DEVICE);
    if (flow == Flow.CLIENT_CREDENTIALS && !confidential) {
      throw new UsageError(
          "--flow=client-credentials needs --client-secret-file or the variable"
              + " SEKISHO_CLIENT_SECRET");
    }
    return new Source.AtIssuer(
        issuer,
        address,
        rule,
        flow,
        given.required(TokenOption.CLIENT_ID),
        secretFile,
        secret,
        given.value(TokenOption.SCOPE),
        given.value(TokenOption.AUDIENCE),
        path(given, TokenOption.CA_FILE));
  }

  private static boolean allowsHttp(Given given) {
    return given
        .value(TokenOption.ALLOW_HTTP)
        .map(
            text ->
                choice(TokenOption.ALLOW_HTTP, text, new Boolean[] {true, false}, String::valueOf))
        .orElse(false);
  }

  private static <T> T choice(
      TokenOption option, String text, T[] values, Function<T, String> label) {
    return Arrays.stream(values)
        .filter(value -> label.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError(
                    option.argument()
                        + " must be one of "
                        + Arrays.stream(values).map(label).collect(Collectors.joining(", "))));
  }

  private static Optional<Path> path(Given given, TokenOption option) {
    try {
      return given.value(option).map(Path::of);
    } catch (InvalidPathException e) {
      throw new UsageError(option.argument() + " is not the name of a file");
    }
  }
}
