package io.sekisho.client;

import io.sekisho.client.TokenOptions.Source;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code token}: gets a pass and prints it. */
final class TokenCommand {

  private final Map<String, String> variables;
  private final PrintStream person;
  private final Clock clock;
  private final Waiting waiting;
  private final Duration timeout;

  /**
   * @param person is told how to log in
   * @param timeout of one request to an issuer
   */
  TokenCommand(
      Map<String, String> variables,
      PrintStream person,
      Clock clock,
      Waiting waiting,
      Duration timeout) {
    this.variables = variables;
    this.person = person;
    this.clock = clock;
    this.waiting = waiting;
    this.timeout = timeout;
  }

  /**
   * What is to be printed.
   *
   * @throws UsageError if it is not understood what is asked for
   * @throws Failure if there is no pass
   */
  String run(List<String> arguments) {
    TokenOptions options = TokenOptions.read(arguments, variables);
    Pass pass =
        options.source() instanceof Source.AtIssuer asked
            ? from(asked)
            : from((Source.TokenFile) options.source());
    if (pass.expires().map(end -> !end.isAfter(clock.instant())).orElse(false)) {
      throw new Failure("the token expired at " + pass.expires().get() + "; it is of no use");
    }
    return Output.of(pass, options);
  }

  private static Pass from(Source.TokenFile source) {
    return Pass.of(new AccessToken(BoundedFile.line(source.file())));
  }

  private Pass from(Source.AtIssuer asked) {
    Optional<Secret> secret = asked.secretFile().map(TokenCommand::secret).or(asked::secret);
    IssuerHttp http = new IssuerHttp(Trust.in(asked.caFile()), timeout);
    return new Issuer(asked, secret, http, clock, waiting).pass(person::println);
  }

  private static Secret secret(Path file) {
    return new Secret(BoundedFile.line(file));
  }
}
