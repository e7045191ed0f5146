package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import io.sekisho.support.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A peer that runs, on ports of loopback and with its files in a directory of the run. */
final class PeerProcess implements Contender {

  private static final long START_SECONDS = 30;

  private static int started;

  private final Peer peer;
  private final OriginPorts origins;
  private final Surroundings surroundings;
  private final Map<String, String> values = new HashMap<>();
  private final int port = Ports.free();
  private final Map<Origins.Kind, Integer> relayPorts = new HashMap<>();
  private final ChildProcess process;

  /** What peers are given. */
  record Surroundings(
      OriginPorts origins, Workspace workspace, Workspace memory, Path build, Cleanup cleanup) {}

  private PeerProcess(Peer peer, Surroundings surroundings, Map<String, String> environment)
      throws IOException {
    this.peer = peer;
    this.surroundings = surroundings;
    this.origins = surroundings.origins();
    String id = "bench" + ProcessHandle.current().pid() + "n" + started++;
    Path directory = surroundings.workspace().directory(id);
    Path build = surroundings.build();
    values.put("id", id);
    values.put("port", Integer.toString(port));
    values.put("dir", directory.toString());
    values.put("memory", surroundings.memory().directory(id).toString());
    values.put("build", build.toAbsolutePath().toString());
    values.put("java", ChildProcess.java());
    values.put("user", unprivileged());
    origins.ports().forEach(this::relay);
    for (String file : peer.files()) {
      Path path = directory.resolve(Path.of(file).getFileName());
      Files.writeString(path, fill(resource(file)));
    }
    List<String> command = new ArrayList<>();
    executable(peer, build)
        .filter(path -> !Files.isDirectory(path))
        .map(Path::toString)
        .ifPresent(command::add);
    peer.command().forEach(argument -> command.add(fill(argument)));
    this.process = ChildProcess.start(command, environment, directory.resolve("output"));
  }

  /** One through which a tunnel was had already. */
  static PeerProcess start(Peer peer, Surroundings surroundings) throws IOException, MeasureFailed {
    return start(peer, surroundings, Map.of());
  }

  private static PeerProcess start(
      Peer peer, Surroundings surroundings, Map<String, String> environment)
      throws IOException, MeasureFailed {
    PeerProcess started =
        surroundings.cleanup().add(new PeerProcess(peer, surroundings, environment));
    if (!started.serves()) {
      started.close();
      throw new MeasureFailed("it does not start: " + started.output());
    }
    return started;
  }

  /** Where a peer's program is, if it is there. */
  static Optional<Path> executable(Peer peer, Path build) {
    String program = peer.program().replace("@build@", build.toString());
    return Stream.of("", "/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/")
        .map(place -> Path.of(place + program))
        .filter(path -> path.getNameCount() > 1 && Files.isExecutable(path))
        .findFirst();
  }

  @Override
  public String name() {
    return peer.name();
  }

  @Override
  public List<Route> routes(Origins.Kind kind) {
    return switch (peer.kind()) {
      case CONNECT ->
          origins.of(kind).stream()
              .map(origin -> Route.connect(port, origin, peer.fields()))
              .toList();
      case RELAY -> List.of(Route.plain(relayPorts.get(kind)));
    };
  }

  @Override
  public List<Long> processes() {
    return List.of(process.process().pid());
  }

  @Override
  public boolean isJvm() {
    return peer.isJvm();
  }

  @Override
  public boolean isPeer() {
    return peer.kind() == Peer.Kind.CONNECT;
  }

  @Override
  public Contender fresh() throws IOException, MeasureFailed {
    return start(peer, surroundings, WHOLE_HEAP);
  }

  /** Whether it has written an access log: one that does not has less to do. */
  boolean hasLogged() throws IOException {
    for (String place : List.of("dir", "memory")) {
      Path log = Path.of(values.get(place), "access.log");
      if (Files.exists(log)) {
        return Files.size(log) > 0;
      }
    }
    return Files.size(Path.of(values.get("dir"), "output")) > 0;
  }

  @Override
  public void close() {
    process.close();
    removeSockets();
  }

  /** Squid leaves those of its workers, in a place that it was built with. */
  private void removeSockets() {
    Path place = Path.of("/run/squid");
    if (!Files.isReadable(place)) {
      return;
    }
    try (DirectoryStream<Path> sockets =
        Files.newDirectoryStream(place, values.get("id") + "-*.ipc")) {
      for (Path socket : sockets) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean serves() {
    long giveUp = System.nanoTime() + START_SECONDS * 1_000_000_000;
    while (process.isAlive() && System.nanoTime() < giveUp) {
      try {
        routes(Origins.Kind.ECHO).get(0).open().close();
        return true;
      } catch (IOException e) {
        LockSupport.parkNanos(100_000_000);
      }
    }
    return false;
  }

  /** The last it said. */
  private String output() throws IOException {
    List<String> lines = Files.readAllLines(Path.of(values.get("dir"), "output"));
    return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private void relay(Origins.Kind kind, List<Integer> ports) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    relayPorts.put(kind, Ports.free());
    values.put(name + "-port", relayPorts.get(kind).toString());
    for (int i = 0; i < ports.size(); i++) {
      values.put(name + "-" + (i + 1), ports.get(i).toString());
    }
  }

  private String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("@" + value.getKey() + "@", value.getValue());
    }
    return filled;
  }

  /** Whom those that do not serve as root are to become. */
  private static String unprivileged() {
    String user = System.getProperty("user.name");
    return user.equals("root") ? "nobody" : user;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PeerProcess.class.getResourceAsStream("/bench/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
