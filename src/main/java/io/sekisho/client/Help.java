package io.sekisho.client;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the command says of itself. */
final class Help {

  static final String OVERVIEW =
      """
      Sekisho, an identity-aware egress gateway for HTTP CONNECT

        java -jar quarkus-run.jar               starts the gateway; settings are variables
        java -jar quarkus-run.jar token ...     gets a pass and prints it, for clients
        java -jar quarkus-run.jar help token    tells how
        java -jar quarkus-run.jar --version     tells the version
      """;

  static final String TOKEN =
      """
      Gets a pass and prints it.

        eval "$(java -jar quarkus-run.jar token --issuer=https://id.example.com/realms/company \\
          --client-id=cli --proxy=https://proxy.example.com:3129)"

      Without a secret somebody has to log in with a browser: where and with which code is
      told on standard error. Each option may be a variable instead, such as
      SEKISHO_CLIENT_ID for --client-id; an argument counts more.

      """
          + Arrays.stream(TokenOption.values()).map(TokenOption::help).collect(Collectors.joining())
          + """

      It ends with 0 and the pass on standard output, with 1 if there is none, with 2 if the
      options are wrong; standard error says why.
      """;

  private Help() {}
}
