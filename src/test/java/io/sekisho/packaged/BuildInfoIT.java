package io.sekisho.packaged;

import static io.sekisho.support.BuildInfo.assertTellsOfTheBuildAlone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the packaged application tells from which commit it was built. */
class BuildInfoIT {

  private static final Path PROJECT =
      Path.of(System.getProperty("sekisho.build.directory", "target")).toAbsolutePath().getParent();

  @Test
  void shouldNameTheCommit() throws IOException {
    assumeThat(PROJECT.resolve(".git")).as("built from a clone").exists();
    String head = git("rev-parse", "HEAD");

    JsonPath info = infoOfThePackagedApplication();

    assertThat(info.getString("build.commit")).isEqualTo(head);
    assertThat(info.getString("build.commitTime"))
        .isEqualTo(git("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"));
  }

  private static JsonPath infoOfThePackagedApplication() {
    try (PostgresServer postgres = new PostgresServer();
        TestIssuer issuer = new TestIssuer();
        SekishoProcess sekisho =
            new SekishoProcess("build-info", postgres.jdbcUrl(), issuer.url())) {
      return assertTellsOfTheBuildAlone(sekisho.start().managementUrl());
    }
  }

  private static String git(String... arguments) throws IOException {
    ProcessBuilder git = new ProcessBuilder("git", "-C", PROJECT.toString());
    git.command().addAll(List.of(arguments));
    git.environment().put("TZ", "UTC");
    return new String(git.start().getInputStream().readAllBytes()).strip();
  }
}
