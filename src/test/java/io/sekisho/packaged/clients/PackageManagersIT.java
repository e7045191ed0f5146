package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sekisho.packaged.clients.Surroundings.Caller;
import io.sekisho.support.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** npm, Maven and apt, each from a repository with one package. */
@ExtendWith(Surroundings.Shared.class)
class PackageManagersIT {

  private final Surroundings surroundings;
  private final String authority;

  @TempDir Path home;

  PackageManagersIT(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.authority = surroundings.certificates().authorityPem().toString();
  }

  @WithEveryPassSize
  void npmShouldInstall(int size) throws Exception {
    Caller caller = surroundings.caller(size);

    npmInstalls(caller, caller.bareProxyUrl());

    surroundings.shouldHaveRecorded(caller, null);
  }

  @WithEveryPassSize
  void npmShouldInstallOverTls(int size) throws Exception {
    Caller caller = surroundings.caller(size);

    npmInstalls(caller, caller.bareTlsProxyUrl());

    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", null);
  }

  private void npmInstalls(Caller caller, String proxy) throws Exception {
    Program npm = Program.named("npm");
    serveAnNpmPackage();
    Files.writeString(
        home.resolve(".npmrc"),
        """
        https-proxy=%s
        registry=%s
        cafile=%s
        audit=false
        fund=false
        update-notifier=false
        fetch-retries=0
        """
            .formatted(
                proxy.replace("://", "://" + caller.user() + ":${TOKEN}@"),
                surroundings.url("/npm/"),
                authority));
    Path project = directory("project");

    npm.run(
            home,
            Map.of("TOKEN", caller.pass(), "NODE_EXTRA_CA_CERTS", authority),
            "install",
            "--prefix",
            project.toString(),
            "sample")
        .shouldSucceed();

    assertThat(project.resolve("node_modules/sample/page")).hasContent(Origin.PAGE);
  }

  @WithEveryPassSize
  void mavenShouldTakeAnArtifact(int size) throws Exception {
    Path mavenHome = Path.of(System.getProperty("sekisho.maven.home", ""));
    Program.needed(
        Files.exists(mavenHome.resolve("bin/mvn")), "the Maven of this build is not known");
    assumeTrue(isAtLeast39(mavenHome), "Maven has a second local repository from 3.9 on");
    serveAMavenArtifact();
    Caller caller = surroundings.caller(size);
    Path settings =
        Files.writeString(
            home.resolve("settings.xml"),
            """
            <settings>
              <mirrors>
                <mirror><id>origin</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
              </mirrors>
              <proxies>
                <proxy>
                  <id>sekisho</id><protocol>http</protocol><host>127.0.0.1</host><port>%d</port>
                  <username>%s</username><password>${env.TOKEN}</password>
                </proxy>
              </proxies>
            </settings>
            """
                .formatted(surroundings.url("/maven"), surroundings.proxyPort(), caller.user()));
    Path project =
        Files.writeString(
            home.resolve("pom.xml"),
            """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>test.client</groupId><artifactId>client</artifactId><version>1</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>test.origin</groupId><artifactId>sample</artifactId>
                  <version>1.0</version>
                </dependency>
              </dependencies>
            </project>
            """);

    new Program(mavenHome.resolve("bin/mvn"))
        .run(
            home,
            Map.of(
                "TOKEN",
                caller.pass(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "MAVEN_OPTS",
                "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                    .formatted(
                        surroundings.certificates().trustStore(), TestCertificates.PASSWORD)),
            "-B",
            "-f",
            project.toString(),
            "-s",
            settings.toString(),
            "-gs",
            settings.toString(),
            // The plugin is one of this build and was taken before; only the artifact is fetched.
            "-Dmaven.repo.local=" + home.resolve("repository"),
            "-Dmaven.repo.local.tail=" + System.getProperty("sekisho.maven.repository"),
            "org.apache.maven.plugins:maven-dependency-plugin:%s:copy-dependencies"
                .formatted(System.getProperty("sekisho.maven.dependency-plugin")))
        .shouldSucceed();

    assertThat(home.resolve("target/dependency/sample-1.0.jar")).hasContent(Origin.PAGE);
    surroundings.shouldHaveRecorded(caller, "Apache-Maven/");
  }

  @WithEveryPassSize
  void aptShouldUpdateAndDownload(int size) throws Exception {
    Caller caller = surroundings.caller(size);

    aptDownloads(caller.proxyUrl());

    surroundings.shouldHaveRecorded(caller, "Debian APT-HTTP/");
  }

  @WithEveryPassSize
  void aptShouldUpdateAndDownloadOverTls(int size) throws Exception {
    Caller caller = surroundings.caller(size);

    aptDownloads(caller.tlsProxyUrl());

    surroundings.shouldHaveRecordedOverTls(caller, "http/1.1", "Debian APT-HTTP/");
  }

  private void aptDownloads(String proxy) throws Exception {
    Program apt = Program.named("apt-get");
    serveADebianPackage();
    for (String needed :
        new String[] {"state/lists/partial", "cache/archives/partial", "apt.conf.d", "etc"}) {
      directory(needed);
    }
    Files.writeString(home.resolve("state/status"), "");
    Files.writeString(
        home.resolve("etc/sources.list"),
        "deb [trusted=yes] %s ./%n".formatted(surroundings.url("/apt")));
    Path configuration =
        Files.writeString(
            home.resolve("apt.conf"),
            """
            Acquire::https::Proxy "%1$s";
            Acquire::https::CaInfo "%2$s";
            Acquire::Retries "0";
            Acquire::Languages "none";
            APT::Sandbox::User "";
            Dir::State "%3$s/state";
            Dir::State::status "%3$s/state/status";
            Dir::Cache "%3$s/cache";
            Dir::Etc "%3$s/etc";
            """
                .formatted(proxy, authority, home));
    Map<String, String> environment = Map.of("APT_CONFIG", configuration.toString());

    apt.run(home, environment, "-q", "-o", "APT::Update::Error-Mode=any", "update").shouldSucceed();
    apt.run(home, environment, "-q", "download", "sample").shouldSucceed();

    assertThat(home.resolve("sample_1.0_all.deb"))
        .hasSameBinaryContentAs(served("apt/sample_1.0_all.deb"));
  }

  private void serveAnNpmPackage() throws Exception {
    Path content = directory("package");
    Files.writeString(
        content.resolve("package.json"), "{\"name\":\"sample\",\"version\":\"1.0.0\"}");
    Files.writeString(content.resolve("page"), Origin.PAGE);
    Path archive = served("npm/-/sample-1.0.0.tgz");
    Program.named("tar").run(home, Map.of(), "-czf", archive.toString(), "package").shouldSucceed();
    Files.writeString(
        served("npm/sample"),
        """
        {"name": "sample", "dist-tags": {"latest": "1.0.0"},
         "versions": {"1.0.0": {"name": "sample", "version": "1.0.0",
           "dist": {"tarball": "%s", "integrity": "sha512-%s"}}}}
        """
            .formatted(
                surroundings.url("/npm/-/sample-1.0.0.tgz"),
                Base64.getEncoder().encodeToString(digest("SHA-512", archive))));
  }

  private static boolean isAtLeast39(Path mavenHome) throws IOException {
    try (Stream<Path> jars = Files.list(mavenHome.resolve("lib"))) {
      return jars.anyMatch(
          jar -> jar.getFileName().toString().matches("maven-core-(3\\.9|[4-9]\\.).*\\.jar"));
    }
  }

  private void serveAMavenArtifact() throws Exception {
    String folder = "maven/test/origin/sample/1.0/";
    Path pom =
        Files.writeString(
            served(folder + "sample-1.0.pom"),
            """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>test.origin</groupId><artifactId>sample</artifactId><version>1.0</version>
            </project>
            """);
    Path jar = Files.writeString(served(folder + "sample-1.0.jar"), Origin.PAGE);
    for (Path file : new Path[] {pom, jar}) {
      Files.writeString(
          served(folder + file.getFileName() + ".sha1"),
          HexFormat.of().formatHex(digest("SHA-1", file)));
    }
  }

  private void serveADebianPackage() throws Exception {
    Path content = directory("deb/DEBIAN").getParent();
    String control =
        """
        Package: sample
        Version: 1.0
        Architecture: all
        Maintainer: Tests <tests@origin.test>
        Description: One package
        """;
    Files.writeString(content.resolve("DEBIAN/control"), control);
    Path archive = served("apt/sample_1.0_all.deb");
    Program.named("dpkg-deb")
        .run(
            home, Map.of(), "--root-owner-group", "--build", content.toString(), archive.toString())
        .shouldSucceed();
    Files.writeString(
        served("apt/Packages"),
        control
            + "Filename: ./sample_1.0_all.deb\nSize: %d\nSHA256: %s\n"
                .formatted(
                    Files.size(archive), HexFormat.of().formatHex(digest("SHA-256", archive))),
        StandardCharsets.UTF_8);
  }

  private Path served(String file) throws IOException {
    Path path = surroundings.origin().root().resolve(file);
    Files.createDirectories(path.getParent());
    return path;
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(home.resolve(name));
  }

  private static byte[] digest(String algorithm, Path file)
      throws IOException, GeneralSecurityException {
    return MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
  }
}
