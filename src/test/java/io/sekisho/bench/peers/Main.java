package io.sekisho.bench.peers;

import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures Sekisho beside its peers; options are system properties, see {@link Options}. */
public final class Main {

  private final Options options;
  private final Cleanup cleanup;
  private final List<Contender> contenders = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private Main(Options options, Cleanup cleanup) {
    this.options = options;
    this.cleanup = cleanup;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(System.getProperties());
    if (!Files.exists(options.build().resolve("quarkus-app/quarkus-run.jar"))) {
      throw new IllegalStateException("no packaged application: ./mvnw package");
    }
    System.exit(run(options) ? 0 : 1);
  }

  /** Whether all is well; what fails, fails only once nothing is left running. */
  private static boolean run(Options options) {
    try (Cleanup cleanup = new Cleanup()) {
      return new Main(options, cleanup).run();
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      return false;
    }
  }

  private boolean run() throws Exception {
    OriginPorts origins = cleanup.add(new OriginProcess()).ports();
    contenders.add(new Direct(origins));
    startPeers(origins);
    Optional<Sekisho> sekisho = startSekisho(origins);
    Run run = new Run(options, contenders, cleanup);
    missing.forEach(run.results()::note);
    run.measure();
    for (Contender contender : contenders) {
      if (contender instanceof PeerProcess peer && !peer.hasLogged()) {
        run.results().note(peer.name() + " has written no access log");
      } else if (contender instanceof Sekisho either) {
        either.requireRecords();
      }
    }
    new Report(options, run.results(), contenders).write();
    return sekisho.isEmpty()
        || options.soakMinutes() == 0
        || new Soak(sekisho.get(), options, cleanup).run();
  }

  private void startPeers(OriginPorts origins) throws Exception {
    Workspace workspace = cleanup.add(new Workspace(Path.of(System.getProperty("java.io.tmpdir"))));
    Workspace memory = cleanup.add(Workspace.inMemory());
    PeerProcess.Surroundings surroundings =
        new PeerProcess.Surroundings(origins, workspace, memory, options.build(), cleanup);
    for (Peer peer : Peer.ALL) {
      if (!options.wants(peer.name())) {
        continue;
      }
      if (PeerProcess.executable(peer, options.build()).isEmpty()) {
        leaveOut(peer.name() + " is left out, as it is not installed: .ci/peers");
        continue;
      }
      try {
        contenders.add(PeerProcess.start(peer, surroundings));
      } catch (MeasureFailed e) {
        leaveOut(peer.name() + " is left out: " + e.getMessage());
      }
    }
  }

  private Optional<Sekisho> startSekisho(OriginPorts origins) throws IOException {
    if (!options.wants(Sekisho.NAME)) {
      return Optional.empty();
    }
    TestIssuer issuer = cleanup.add(new TestIssuer());
    Database database = cleanup.add(new Database(options.build()));
    Sekisho.Surroundings surroundings =
        new Sekisho.Surroundings(origins, database, issuer, cleanup);
    Sekisho sekisho = Sekisho.first(options.build(), surroundings);
    contenders.add(sekisho);
    if (options.wants(Sekisho.NO_RECORD)) {
      contenders.add(Sekisho.withoutRecords(options.build(), surroundings));
    }
    return Optional.of(sekisho);
  }

  private void leaveOut(String note) {
    System.out.println(note);
    missing.add(note);
  }
}
