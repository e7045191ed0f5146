package io.sekisho.pac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real engine, Node's, in which a script finds nothing but the language. Without it the test is
 * skipped, or fails under {@code -Dclients.required=true}.
 */
final class JavaScript {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Evaluates each script in a context of its own, then asks it. */
  private static final String PROGRAM =
      """
      const vm = require('vm'), fs = require('fs');
      const cases = JSON.parse(fs.readFileSync(process.argv[1], 'utf8'));
      const answers = cases.map(one => {
        const context = vm.createContext(Object.create(null));
        vm.runInContext(one.script, context, {timeout: 10000});
        return one.urls.map(url => {
          context.url = url;
          context.host = new URL(url).hostname;
          return vm.runInContext('FindProxyForURL(url, host)', context, {timeout: 10000});
        });
      });
      process.stdout.write(JSON.stringify(answers));
      """;

  /** A script, and the URLs that it is asked about. */
  record Case(String script, List<String> urls) {}

  private JavaScript() {}

  /** What the scripts answer. */
  static List<List<String>> ask(Path directory, List<Case> cases) {
    boolean present =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "node")));
    if (Boolean.getBoolean("clients.required")) {
      assertThat(present).as("node is installed").isTrue();
    }
    assumeTrue(present, "node is not installed");
    try {
      Path file = directory.resolve("cases.json");
      Path errors = directory.resolve("node.err");
      Path output = directory.resolve("node.out");
      JSON.writeValue(file.toFile(), cases);
      Process node =
          new ProcessBuilder("node", "-e", PROGRAM, file.toString())
              .redirectError(errors.toFile())
              .redirectOutput(output.toFile())
              .start();
      assertThat(node.waitFor(120, TimeUnit.SECONDS)).as("node ends").isTrue();
      assertThat(node.exitValue()).as(Files.readString(errors)).isZero();
      return JSON.readValue(
          Files.readString(output, StandardCharsets.UTF_8), new TypeReference<>() {});
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What one script answers. */
  static List<String> ask(Path directory, String script, List<String> urls) {
    return ask(directory, List.of(new Case(script, urls))).get(0);
  }
}
