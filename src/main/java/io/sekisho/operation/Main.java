package io.sekisho.operation;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.sekisho.client.ClientProgram;

/** Where the process begins: with a client's command, or else with the application. */
@QuarkusMain
public final class Main {

  /** A bean to Quarkus, which wants no private constructors. */
  Main() {}

  /** Hands over to the one or the other; nothing of Quarkus is touched for a command. */
  public static void main(String... arguments) {
    if (ClientProgram.isMeantBy(arguments)) {
      System.exit(ClientProgram.ofThisProcess().run(arguments));
    }
    Quarkus.run(arguments);
  }
}
