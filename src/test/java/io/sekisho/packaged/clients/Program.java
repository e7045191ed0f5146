package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of this machine. A test of one that is not installed is skipped, or fails under {@code
 * -Dclients.required=true}.
 */
public record Program(Path executable) {

  /** The longest that any client may take, in seconds; only a hang takes that long. */
  private static final int PATIENCE = 120;

  /** The JDK's own tools are those of the JDK that runs the test. */
  private static final List<String> OF_THE_JDK = List.of("java", "keytool");

  /** What a run left: its exit status and what it wrote to both streams. */
  public record Run(String program, int exit, String output, String errors) {

    public Run shouldSucceed() {
      assertThat(exit).as("exit status of %s:%n%s%n%s", program, errors, output).isZero();
      return this;
    }
  }

  /** The first of these names on the {@code PATH}, or an absolute path. */
  public static Program named(String... names) {
    Optional<Path> found = Stream.of(names).flatMap(name -> find(name).stream()).findFirst();
    needed(found.isPresent(), String.join(" or ", names) + " is not installed");
    return new Program(found.get());
  }

  /** Arguments and those that follow them. */
  static String[] join(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  /** Skips the test without what it needs, or fails where nothing may be skipped. */
  public static void needed(boolean present, String otherwise) {
    if (Boolean.getBoolean("clients.required")) {
      assertThat(present).as(otherwise).isTrue();
    }
    assumeTrue(present, otherwise);
  }

  /**
   * Runs it to its end with the directory as its home, so that nobody's settings apply, and with no
   * environment but the path and what is given.
   */
  public Run run(Path home, Map<String, String> environment, String... arguments) {
    try {
      Path output = Files.createTempFile(home, "run", ".out");
      Path errors = Files.createTempFile(home, "run", ".err");
      Process process =
          builder(home, environment, arguments)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        end(process);
        throw new AssertionError(executable + " does not end:\n" + read(errors) + read(output));
      }
      return new Run(executable.toString(), process.exitValue(), read(output), read(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it, its output going to a file. */
  Process start(Path home, Path output, Map<String, String> environment, String... arguments) {
    try {
      return builder(home, environment, arguments)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a process and all that it started. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ProcessBuilder builder(Path home, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> own = new HashMap<>(environment);
    own.putIfAbsent("PATH", System.getenv("PATH"));
    own.putIfAbsent("HOME", home.toString());
    own.putIfAbsent("LC_ALL", "C.UTF-8");
    builder.environment().clear();
    builder.environment().putAll(own);
    return builder;
  }

  private static Optional<Path> find(String name) {
    Stream<Path> directories =
        OF_THE_JDK.contains(name)
            ? Stream.of(Path.of(System.getProperty("java.home"), "bin"))
            : Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
    return directories
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
