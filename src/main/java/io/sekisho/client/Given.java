package io.sekisho.client;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options that were given, each as text.
 *
 * @param arguments those of the command line, which count first
 * @param variables the environment
 */
record Given(Map<TokenOption, String> arguments, Map<String, String> variables) {

  /**
   * Reads {@code --name=value} and {@code --name value}.
   *
   * @throws UsageError if an argument is none of them, or comes twice
   */
  static Given of(List<String> line, Map<String, String> variables) {
    Map<TokenOption, String> arguments = new EnumMap<>(TokenOption.class);
    for (Iterator<String> rest = line.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      int sign = argument.indexOf('=');
      String name = sign < 0 ? argument : argument.substring(0, sign);
      TokenOption option = TokenOption.of(name).orElseThrow(() -> unknown(name));
      if (sign < 0 && !rest.hasNext()) {
        throw new UsageError(name + " needs a value");
      }
      String value = sign < 0 ? rest.next() : argument.substring(sign + 1);
      if (arguments.put(option, value) != null) {
        throw new UsageError(name + " may be given once only");
      }
      if (value.isEmpty() && option != TokenOption.NO_PROXY) {
        throw new UsageError(name + " needs a value");
      }
    }
    return new Given(arguments, variables);
  }

  boolean byArgument(TokenOption option) {
    return arguments.containsKey(option);
  }

  /** An argument, or else a variable that is not empty. */
  Optional<String> value(TokenOption option) {
    Optional<String> value =
        Optional.ofNullable(arguments.get(option)).or(() -> variable(option.variable()));
    if (value.isPresent() && value.get().chars().anyMatch(Character::isISOControl)) {
      throw new UsageError(option.argument() + " must not have control characters");
    }
    return value;
  }

  /**
   * An option that cannot be done without.
   *
   * @throws UsageError saying how it is given
   */
  String required(TokenOption option) {
    return value(option)
        .orElseThrow(
            () ->
                new UsageError(
                    option.argument() + " is needed, or the variable " + option.variable()));
  }

  /** A variable that is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(text -> !text.isEmpty());
  }

  /** What follows the name is not repeated: it could be a secret. */
  private static UsageError unknown(String name) {
    return new UsageError(
        name.equals("--client-secret")
            ? "a secret as an argument is visible to everybody on this machine; use"
                + " --client-secret-file or the variable SEKISHO_CLIENT_SECRET"
            : name.startsWith("-")
                ? Plain.of(name) + " is not an option"
                : "there is an argument that is not an option");
  }
}
