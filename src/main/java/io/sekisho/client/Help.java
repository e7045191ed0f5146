package io.sekisho.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the command says of itself. */
final class Help {

  static final String OVERVIEW =
      """
      Sekisho, an identity-aware egress gateway for HTTP CONNECT

        java -jar quarkus-run.jar               starts the gateway; settings are variables
        java -jar quarkus-run.jar token ...     gets a pass and prints it, for clients
        java -jar quarkus-run.jar verify ...    says whether an exported audit log is whole
        java -jar quarkus-run.jar help token    tells how; so does help verify
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

  static final String VERIFY =
      """
      Says whether an exported audit log is as it was written; needs no database.

        curl -sS -H "Authorization: Bearer $TOKEN" \
          'https://sekisho.example.com/api/v1/audit/export?from=2026-01-01T00:00:00Z' > log.ndjson
        java -jar quarkus-run.jar verify --export=log.ndjson --public-key=audit.pem

      Or whether what came on a stream is: the export, which may be of the last minutes alone,
      is then asked for its checkpoints only. Get it before the stream's files are read.

        java -jar quarkus-run.jar verify --stream=audit.ndjson.1 --stream=audit.ndjson \
          --export=proof.ndjson --public-key=audit.pem

        --export=file       what GET /api/v1/audit/export answered
        --stream=file       what came on a stream, line by line; of several the oldest first
        --public-key=file   a public key (PEM) whose signatures are believed, as GET
                            /api/v1/audit/keys tells it; got when nobody had a reason to
                            lie about it. May be given more than once

      It ends with 0 if nothing is known to be wrong, with 1 if something is, or the export
      cannot be read, with 2 if the options are wrong; standard error says why.
      """;

  private Help() {}

  static String of(List<String> command) {
    return command.equals(List.of("token"))
        ? TOKEN
        : command.equals(List.of("verify")) ? VERIFY : OVERVIEW;
  }
}
