package io.sekisho;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sekisho.identity.BearerToken;
import java.time.Clock;

@AnalyzeClasses(packages = "io.sekisho", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule parsingAndDecidingArePure =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.sekisho.destination",
              "io.sekisho.connect",
              "io.sekisho.tls",
              "io.sekisho.policy..",
              "io.sekisho.pac",
              "io.sekisho.proof",
              "io.sekisho.spool",
              "io.sekisho.passage")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "io.netty..",
              "io.quarkus..",
              "jakarta.persistence..",
              "jakarta.ws.rs..",
              "org.hibernate..",
              "java.sql..");

  @ArchTest
  static final ArchRule theLifecycleOfATunnelIsPure =
      noClasses()
          .that()
          .haveNameMatching("io\\.sekisho\\.tunnel\\.(Lifecycle|Side|CloseReason).*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "io.quarkus..", "jakarta..");

  /** And have no time but that of the records. */
  @ArchTest
  static final ArchRule theRulesOfTheWatchArePure =
      noClasses()
          .that()
          .resideInAPackage("io.sekisho.watch")
          .and()
          .doNotHaveSimpleName("Rules")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "io.netty..",
              "io.quarkus..",
              "jakarta.persistence..",
              "jakarta.ws.rs..",
              "org.hibernate..",
              "java.sql..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class);

  @ArchTest
  static final ArchRule onlyTheStoreKnowsTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sekisho.store")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.persistence..",
              "org.hibernate..",
              "io.quarkus.hibernate..",
              "java.sql..",
              "javax.sql..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule onlyTheApiAndTheConsoleKnowJaxRs =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.sekisho.api", "io.sekisho.console")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..");

  @ArchTest
  static final ArchRule onlyTheWireKnowsVertxAndNetty =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.sekisho.wire",
              "io.sekisho.listener",
              "io.sekisho.egress",
              "io.sekisho.tunnel",
              "io.sekisho.operation")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule tokensStayWithIdentity =
      classes()
          .that()
          .areAssignableTo(BearerToken.class)
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("io.sekisho.identity..");

  @ArchTest
  static final ArchRule theClientStartsNothing =
      classes()
          .that()
          .resideInAnyPackage("io.sekisho.client", "io.sekisho.http")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl..",
              "com.fasterxml.jackson..",
              "io.sekisho.client",
              "io.sekisho.destination",
              "io.sekisho.http",
              "io.sekisho.proof");

  @ArchTest
  static final ArchRule nobodyDependsOnWhatOnlyOperates =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.sekisho.operation", "io.sekisho.dev")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sekisho.operation", "io.sekisho.dev");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.sekisho.(*)..").should().beFreeOfCycles();
}
