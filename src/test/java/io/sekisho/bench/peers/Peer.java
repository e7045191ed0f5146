package io.sekisho.bench.peers;

import java.util.List;

/**
 * A proxy to be measured beside Sekisho. In its files and its command, {@code @port@},
 * {@code @dir@} and the like stand for what {@link PeerProcess} gives it.
 *
 * @param program what must be there, for the peer to be measured
 * @param files resources below {@code bench/}, put into its directory
 * @param fields header lines that its clients send besides
 */
record Peer(
    String name,
    String program,
    List<String> files,
    List<String> command,
    List<String> fields,
    Kind kind,
    boolean isJvm) {

  /** How a peer leads to a target. */
  enum Kind {
    CONNECT,
    /** To one target for each of its ports; nothing is asked. */
    RELAY
  }

  private static final String LITTLEPROXY = "@build@/bench/littleproxy";

  /** "bench:bench". */
  private static final String BASIC = "Proxy-Authorization: Basic YmVuY2g6YmVuY2g=";

  static final List<Peer> ALL =
      List.of(
          new Peer(
              "haproxy",
              "haproxy",
              List.of("haproxy.cfg"),
              List.of("-db", "-f", "@dir@/haproxy.cfg"),
              List.of(),
              Kind.RELAY,
              false),
          connect(
              "trafficserver",
              "traffic_server",
              List.of(
                  "trafficserver/runroot.yaml",
                  "trafficserver/records.config",
                  "trafficserver/storage.config",
                  "trafficserver/ip_allow.yaml",
                  "trafficserver/logging.yaml"),
              "--run-root=@dir@/runroot.yaml"),
          connect(
              "squid",
              "squid",
              List.of("squid.conf"),
              "--foreground",
              "-n",
              "@id@",
              "-f",
              "@dir@/squid.conf"),
          new Peer(
              "squid-auth",
              "squid",
              List.of("squid.conf", "squid-auth.conf", "passwords"),
              List.of("--foreground", "-n", "@id@", "-f", "@dir@/squid-auth.conf"),
              List.of(BASIC),
              Kind.CONNECT,
              false),
          connect(
              "apache",
              "apache2",
              List.of("apache.conf"),
              "-DFOREGROUND",
              "-f",
              "@dir@/apache.conf"),
          new Peer(
              "littleproxy",
              LITTLEPROXY,
              List.of(),
              List.of(
                  "@java@",
                  "-Xmx512m",
                  "-cp",
                  LITTLEPROXY + "/*",
                  "org.littleshoot.proxy.Launcher",
                  "--server",
                  "--address",
                  "127.0.0.1:@port@",
                  "--activity_log_format",
                  "SQUID"),
              List.of(),
              Kind.CONNECT,
              true),
          connect(
              "tinyproxy",
              "tinyproxy",
              List.of("tinyproxy.conf"),
              "-d",
              "-c",
              "@dir@/tinyproxy.conf"));

  private static Peer connect(
      String name, String program, List<String> files, String... arguments) {
    return new Peer(name, program, files, List.of(arguments), List.of(), Kind.CONNECT, false);
  }
}
