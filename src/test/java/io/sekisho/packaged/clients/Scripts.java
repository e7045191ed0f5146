package io.sekisho.packaged.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The small programs in {@code src/test/resources/clients}, as users of a library write them. */
final class Scripts {

  /** What {@code .ci/clients} installs, and what may stay between runs. */
  private static final Path INSTALLED =
      Path.of(System.getProperty("sekisho.build.directory", "target"), "clients").toAbsolutePath();

  /** Of Node. */
  static final Path MODULES = INSTALLED.resolve("node_modules");

  private Scripts() {}

  static String path(String name) {
    return Path.of("src/test/resources/clients", name).toAbsolutePath().toString();
  }

  static boolean hasModule(String name) {
    return Files.isDirectory(MODULES.resolve(name));
  }

  /** Builds and runs a Go program; what the standard library compiles to is kept for the next. */
  static Program.Run go(
      Path home, Map<String, String> environment, String name, String... arguments) {
    Path program = home.resolve("program");
    Program.named("go")
        .run(
            home,
            Map.of(
                "GOCACHE",
                INSTALLED.resolve("go").toString(),
                "CGO_ENABLED",
                "0",
                "GOPROXY",
                "off"),
            "build",
            "-o",
            program.toString(),
            path(name))
        .shouldSucceed();
    return new Program(program).run(home, environment, arguments);
  }
}
