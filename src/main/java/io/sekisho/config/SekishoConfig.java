package io.sekisho.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything under {@code sekisho.}; each key is also read from a {@code SEKISHO_…} variable. */
@ConfigMapping(prefix = "sekisho")
public interface SekishoConfig {

  /** This replica's name in records, unique among running replicas. Default: the host's name. */
  Optional<String> node();

  /** The listener. */
  Proxy proxy();

  /** Who callers are. */
  Identity identity();

  /** How policies are followed. */
  Policy policy();

  /** How targets are reached. */
  Egress egress();

  /** How long tunnels live. */
  Tunnel tunnel();

  /** How records are kept. */
  Audit audit();

  /** What is looked for in the records. */
  WatchConfig watch();

  /** How a stop goes. */
  Drain drain();

  /** What browsers are told of the way. */
  Pac pac();

  /** The REST API. */
  Api api();

  /** The pages for people. */
  Console console();

  /** {@code sekisho.proxy.*} */
  interface Proxy {

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** The TCP port for plain HTTP/1.1 CONNECT; 0 takes any free port. */
    @WithDefault("3128")
    int port();

    /** Whether the plain port is served; off, clients must use TLS. */
    @WithDefault("true")
    boolean plain();

    /** The listener over TLS. */
    Tls tls();

    /** Load balancers in front of us. */
    ProxyProtocol proxyProtocol();

    /** The protection space in challenges, and this deployment's name in Proxy-Status. */
    @WithDefault("sekisho")
    String realm();

    /** From accepting a connection to the end of the request's head; then 408. */
    @WithDefault("10s")
    Duration headTimeout();

    /** The largest head; a longer field section is a 431, a longer request line a 414. */
    @WithDefault("32K")
    MemorySize maxHeadSize();

    /** Connections at one time, tunnels included; beyond it 503. */
    @WithDefault("20000")
    int maxConnections();

    /** Connections without a tunnel at one time from one source address; beyond it 503. */
    @WithDefault("256")
    int maxUnauthenticatedPerSource();

    /** {@code sekisho.proxy.tls.*} */
    interface Tls {

      /** Whether clients are asked for a certificate. */
      enum ClientCertificates {
        /** No. */
        NONE,
        /** Yes, if the TLS configuration has a trust store; they need not have one. */
        OPTIONAL,
        /** Yes, and without a trusted one there is no connection. */
        REQUIRED
      }

      /** The TLS registry's entry (quarkus.tls.&lt;name&gt;) to serve; none: no TLS listener. */
      Optional<String> configuration();

      /** The TCP port for HTTP/1.1 and HTTP/2 CONNECT over TLS; 0 takes any free port. */
      @WithDefault("3129")
      int port();

      /** Whether clients are asked for a certificate, which a token may be bound to (RFC 8705). */
      @WithDefault("optional")
      ClientCertificates clientCertificates();

      /** Streams that one HTTP/2 connection may have open at one time; each is a tunnel. */
      @WithDefault("100")
      int maxStreams();
    }

    /** {@code sekisho.proxy.proxy-protocol.*} */
    interface ProxyProtocol {

      /**
       * CIDR blocks from which every connection must begin with a PROXY protocol header, which
       * names the client. From elsewhere such a header is a malformed request.
       */
      Optional<List<String>> trusted();
    }
  }

  /** {@code sekisho.identity.*} */
  interface Identity {

    /** The claim that names the user, nested claims separated by slashes; {@code sub} if absent. */
    @WithDefault("preferred_username")
    String userClaim();

    /** The claim that lists the groups, nested claims separated by slashes. */
    @WithDefault("groups")
    String groupsClaim();

    /** Verified tokens held, by hash, until they expire. */
    @WithDefault("10000")
    int cacheSize();

    /** The longest that a verification may take; then 503. */
    @WithDefault("10s")
    Duration timeout();

    /**
     * Passes from one source address (of IPv6: one /64) in a minute that may be bad; then 429 for
     * all but passes that are known to be good. 0: any number.
     */
    @WithDefault("30")
    int maxFailuresPerMinute();

    /** Issuers beside the default one (quarkus.oidc), under names of the operator's choice. */
    Map<String, Issuer> issuers();

    /** {@code sekisho.identity.issuers.<name>.*} */
    interface Issuer {

      /** Whom an issuer's tokens name. */
      enum Kind {
        /** Users and groups, by claims. */
        PEOPLE,
        /** The service accounts of a Kubernetes or OpenShift cluster. */
        SERVICE_ACCOUNTS
      }

      /** Whom its tokens name: people, or a cluster's service accounts. */
      @WithDefault("people")
      Kind kind();

      /** The {@code iss} of its tokens, to the letter; with discovery, also where that is found. */
      String issuer();

      /** The values of {@code aud} of which a token must have one. Default: any audience. */
      Optional<List<String>> audience();

      /** Where its keys are, http or https. Default: where its discovery document says. */
      Optional<String> jwksUrl();

      /** The entry of the TLS registry with the trust for it. Default: the JVM's trust. */
      Optional<String> tlsConfiguration();

      /** A file with the bearer token to show when fetching keys, read anew each time. */
      Optional<String> tokenFile();

      /** The signature algorithms that are taken; symmetric ones and none never are. */
      @WithDefault("RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
      List<String> algorithms();

      /** How far the issuer's clock may be off, for {@code exp} and {@code nbf}. */
      @WithDefault("5s")
      Duration lifespanGrace();

      /** As {@code sekisho.identity.user-claim}, which is the default. */
      Optional<String> userClaim();

      /** As {@code sekisho.identity.groups-claim}, which is the default. */
      Optional<String> groupsClaim();

      /**
       * What its names of users and groups begin with here, so that they are nobody else's; {@code
       * -} for nothing. Default: the issuer's name and a slash; for service accounts nothing.
       */
      Optional<String> prefix();

      /** The age at which keys are fetched again, in the background. */
      @WithDefault("1h")
      Duration keysRefresh();

      /** How long keys serve while the issuer is away; then 503. */
      @WithDefault("24h")
      Duration keysMaxStaleness();
    }
  }

  /** {@code sekisho.policy.*} */
  interface Policy {

    /** How often changes and kill orders are asked for, beside being notified of them. */
    @WithDefault("30s")
    Duration refresh();

    /** How long the last snapshot serves when the database is away; then every request is a 503. */
    @WithDefault("15m")
    Duration maxStaleness();

    /** How many administrators beside its author must agree to a change of policies: 0 or 1. */
    @WithDefault("0")
    int approvals();

    /** What people ask for. */
    AccessRequests accessRequests();

    /** {@code sekisho.policy.access-requests.*} */
    interface AccessRequests {

      /** The longest that access may be asked for and approved; from a minute to 3650 days. */
      @WithDefault("30d")
      Duration maxDuration();
    }
  }

  /** {@code sekisho.egress.*} */
  interface Egress {

    /** CIDR blocks inside special-purpose address space that policies may allow. */
    Optional<List<String>> permittedSpecialRanges();

    /**
     * Prefixes of this site's NAT64 (RFC 6052): IPv6 blocks with a length of 32, 40, 48, 56, 64 or
     * 96. What lies under them is judged by the IPv4 address it carries.
     */
    Optional<List<String>> nat64Prefixes();

    /**
     * Addresses, CIDR blocks or {@code address:port} that lead to this proxy although no interface
     * here has them, such as a load balancer's: tunnels to them are loops.
     */
    Optional<List<String>> ownAddresses();

    /** The longest that all attempts to connect to a target may take together; then 504. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** How long an address may be silent until the next one is tried beside it; at least 10 ms. */
    @WithDefault("250ms")
    Duration attemptDelay();

    /**
     * The proxy that all tunnels go through, as {@code http://host:port} or {@code
     * https://host:port}. It resolves the names then, and nothing can be said of their addresses.
     */
    Optional<String> parent();

    /** What the parent is shown in Proxy-Authorization, scheme included. Never logged. */
    Optional<String> parentAuthorization();

    /** The TLS registry's entry with the trust for an https parent. Default: the JVM's trust. */
    Optional<String> parentTlsConfiguration();

    /** Name resolution. */
    Dns dns();

    /** {@code sekisho.egress.dns.*} */
    interface Dns {

      /** Servers as {@code address} or {@code address:port}. Default: those of the system. */
      Optional<List<String>> servers();

      /** The longest that resolving a name may take; then 504. */
      @WithDefault("5s")
      Duration timeout();

      /** The longest that an answer is kept, whatever its TTL says. */
      @WithDefault("5m")
      Duration cacheMaxTtl();
    }
  }

  /** {@code sekisho.tunnel.*} */
  interface Tunnel {

    /** A tunnel without a byte in either direction for this long is closed. */
    @WithDefault("10m")
    Duration idleTimeout();

    /** A tunnel older than this is closed. */
    @WithDefault("24h")
    Duration maxDuration();

    /**
     * A tunnel of which one side has finished, and the other is silent for this long, is closed.
     */
    @WithDefault("60s")
    Duration halfCloseTimeout();

    /**
     * Whether large flows between plain connections go from socket to socket in the kernel, where
     * it can do so (Linux); otherwise all bytes are copied.
     */
    @WithDefault("true")
    boolean splice();

    /** What becomes of a tunnel when the pass that opened it expires. */
    @WithDefault("keep")
    OnTokenExpiry onTokenExpiry();

    /** The ClientHello, where a policy demands one. */
    Hello hello();

    /** What the end of a pass means for its open tunnels. */
    enum OnTokenExpiry {
      /** Nothing: a pass is needed to open a tunnel. */
      KEEP,
      /** They are closed. */
      CLOSE
    }

    /** {@code sekisho.tunnel.hello.*} */
    interface Hello {

      /** It must end within so many bytes of its tunnel. */
      @WithDefault("64K")
      MemorySize maxSize();

      /** From the opening of the tunnel to the end of the ClientHello. */
      @WithDefault("10s")
      Duration timeout();
    }
  }

  /** {@code sekisho.audit.*} */
  interface Audit {

    /** The longest that a client waits for its record to be committed; then 503. */
    @WithDefault("5s")
    Duration commitTimeout();

    /** The most records that one transaction commits. */
    @WithDefault("512")
    int maxBatch();

    /**
     * How long the writer waits for more records before it commits, if the last group had eight or
     * more: fewer commits when many tunnels open at one time. 0 for never, at most 100 ms.
     */
    @WithDefault("1ms")
    Duration linger();

    /**
     * How long records are kept, by whole months: a month is dropped once all of it is older. More
     * than a tunnel may live.
     */
    @WithDefault("400d")
    Duration retention();

    /**
     * How often it is recorded what a tunnel that is open for longer has carried so far; 0 for
     * never.
     */
    @WithDefault("5m")
    Duration interimInterval();

    /**
     * How often it is signed how far this process' records have come, if there are new ones; at
     * least a second.
     */
    @WithDefault("1m")
    Duration checkpointInterval();

    /**
     * The file with the private key (PKCS#8 PEM, Ed25519) that signs them; the same for all
     * replicas. Default: one that is made and kept in the key directory.
     */
    Optional<String> signingKey();

    /** Where a key is kept that was made. */
    @WithDefault("data")
    String keyDirectory();

    /** Files with public keys (PEM) whose signatures are believed besides: replaced ones. */
    Optional<List<String>> trustedKeys();

    /** What becomes of tunnels while the database does not take records. */
    enum WhenUnavailable {
      /** They are refused. */
      REFUSE,
      /** They open; their records go to this machine's disk until the database is back. */
      SPOOL
    }

    /** What becomes of tunnels while the database does not take records. */
    @WithDefault("refuse")
    WhenUnavailable whenUnavailable();

    /**
     * Where records wait for the database: on a disk that outlives the process, this node's own.
     */
    @WithDefault("data/spool")
    String spoolDirectory();

    /** What may wait there; beyond it new tunnels are refused. At least 1M. */
    @WithDefault("1G")
    MemorySize spoolMaxSize();

    /** How long the database may take to commit; then records go to the disk. */
    @WithDefault("1s")
    Duration spoolAfter();

    /** Records waiting to be written; beyond it new tunnels are refused. */
    @WithDefault("50000")
    int queueCapacity();

    /** On which ways records leave, under names of the operator's choice. */
    Map<String, StreamConfig> streams();
  }

  /** {@code sekisho.drain.*} */
  interface Drain {

    /** On SIGTERM: how long open tunnels may go on before they are closed. */
    @WithDefault("60s")
    Duration timeout();
  }

  /** {@code sekisho.pac.*}: {@code /proxy.pac}, which is read without a pass. */
  interface Pac {

    /** Whose destinations it may name. */
    enum Names {
      /** Nobody's. */
      NONE,
      /** Those of policies for anyone. */
      ANYONE,
      /** Everybody's: whoever reads it knows what there is. */
      ALL
    }

    /** A way that a browser goes. */
    enum Way {
      /** Through the proxy. */
      PROXY,
      /** Past it. */
      DIRECT
    }

    /** Whether it is there at all. */
    @WithDefault("true")
    boolean enabled();

    /**
     * The proxy as browsers find it, {@code http://host:port} or {@code https://host:port}, the
     * first of several that answers. Default: the host that the request names, at the port of the
     * TLS listener, or of the plain one if there is no other.
     */
    Optional<List<String>> proxy();

    /** Whose destinations it names. */
    @WithDefault("anyone")
    Names names();

    /** Which way everything goes that is not named. */
    @WithDefault("proxy")
    Way otherwise();

    /**
     * What goes past the proxy in any case: names, {@code *.} and a domain, addresses or CIDR
     * blocks.
     */
    Optional<List<String>> direct();
  }

  /** {@code sekisho.api.*} */
  interface Api {

    /** The URL under which callers find {@code /api/v1}, for links. Default: paths alone. */
    Optional<String> url();
  }

  /** {@code sekisho.console.*} */
  interface Console {

    /**
     * Whether {@code /console} is served. It signs people in as the client {@code
     * quarkus.oidc.console.client-id} of the default issuer.
     */
    @WithDefault("false")
    boolean enabled();
  }
}
