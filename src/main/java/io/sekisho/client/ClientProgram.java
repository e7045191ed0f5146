package io.sekisho.client;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands that do not start the application. */
public final class ClientProgram {

  private static final String TOKEN = "token";
  private static final String VERIFY = "verify";
  private static final Set<String> COMMANDS =
      Set.of(TOKEN, VERIFY, "help", "--help", "-h", "--version");

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Read once: a native executable knows it from its build only. */
  private static final String VERSION =
      Optional.ofNullable(ClientProgram.class.getPackage().getImplementationVersion())
          .orElse("(development)");

  private final PrintStream out;
  private final PrintStream err;
  private final TokenCommand token;

  ClientProgram(PrintStream out, PrintStream err, TokenCommand token) {
    this.out = out;
    this.err = err;
    this.token = token;
  }

  /** With the streams, variables and clock of this process. */
  public static ClientProgram ofThisProcess() {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Map<String, String> variables = System.getenv();
    return new ClientProgram(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        err,
        new TokenCommand(variables, err, Clock.systemUTC(), Waiting.real(), TIMEOUT));
  }

  /** Whether the arguments are for one of the commands. */
  public static boolean isMeantBy(String... arguments) {
    return arguments.length > 0 && COMMANDS.contains(arguments[0]);
  }

  /** Runs a command; returns the exit status: 0, 1 if it fails, 2 if it is not understood. */
  public int run(String... arguments) {
    try {
      out.print(answer(arguments[0], List.of(arguments).subList(1, arguments.length)));
      // A pass that nobody could read is not a success, as for a full disk behind a redirection.
      return out.checkError() ? FAILED : DONE;
    } catch (UsageError e) {
      err.println("sekisho: " + e.getMessage());
      err.println(
          "sekisho: \"help "
              + (arguments[0].equals(VERIFY) ? VERIFY : TOKEN)
              + "\" tells all options");
      return MISUSED;
    } catch (Failure e) {
      err.println("sekisho: " + e.getMessage());
      return FAILED;
    }
  }

  private String answer(String command, List<String> rest) {
    if (command.equals("--version")) {
      return "sekisho " + VERSION + "\n";
    }
    boolean help = rest.stream().anyMatch(Arrays.asList("--help", "-h")::contains);
    return switch (command) {
      case TOKEN -> help ? Help.TOKEN : token.run(rest);
      case VERIFY -> help ? Help.VERIFY : VerifyCommand.run(rest);
      default -> Help.of(rest);
    };
  }
}
