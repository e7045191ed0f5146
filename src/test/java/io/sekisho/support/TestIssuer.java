package io.sekisho.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** An OIDC issuer that makes any token a test needs, good and bad. */
public final class TestIssuer implements AutoCloseable {

  public static final String AUDIENCE = "sekisho";

  private static final String INACTIVE = "{\"active\": false}";

  private final SignatureAlgorithm algorithm;
  private final Optional<SSLContext> tls;
  private final int port = Ports.free();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private final AtomicInteger introspections = new AtomicInteger();
  private final Map<String, String> opaque = new ConcurrentHashMap<>();
  private volatile KeyPair keys;
  private volatile String keyId = "test-key";
  private HttpServer server;

  public TestIssuer() {
    this(SignatureAlgorithm.RS256);
  }

  /** One that signs by this algorithm, RS256 or ES256. */
  public TestIssuer(SignatureAlgorithm algorithm) {
    this(algorithm, Optional.empty());
  }

  /** One that serves its keys over TLS. */
  public TestIssuer(SignatureAlgorithm algorithm, SSLContext tls) {
    this(algorithm, Optional.of(tls));
  }

  private TestIssuer(SignatureAlgorithm algorithm, Optional<SSLContext> tls) {
    this.algorithm = algorithm;
    this.tls = tls;
    this.keys = newKeys();
    start();
  }

  /** Signs with a new key from now on, and publishes only that. */
  public void rotate() {
    keys = newKeys();
    keyId = "key-" + UUID.randomUUID();
  }

  /**
   * An opaque token of which introspection tells these claims; they may replace some of its own.
   */
  public String opaque(Map<String, String> more) {
    Map<String, String> claims = new HashMap<>();
    claims.put("active", "true");
    claims.put("aud", '"' + AUDIENCE + '"');
    claims.put("exp", Long.toString(Instant.now().getEpochSecond() + 3600));
    claims.putAll(more);
    String token = "opaque-" + UUID.randomUUID();
    opaque.put(
        token,
        claims.entrySet().stream()
            .map(claim -> '"' + claim.getKey() + "\": " + claim.getValue())
            .collect(Collectors.joining(", ", "{", "}")));
    return token;
  }

  /** How often somebody asked about a token. */
  public int introspections() {
    return introspections.get();
  }

  /** How often somebody asked for the keys. */
  public int keyFetches() {
    return keyFetches.get();
  }

  /** Answers from now on. */
  public void start() {
    try {
      server = tls.isPresent() ? HttpsServer.create() : HttpServer.create();
      tls.ifPresent(
          context -> ((HttpsServer) server).setHttpsConfigurator(new HttpsConfigurator(context)));
      server.bind(new InetSocketAddress("127.0.0.1", port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", e -> json(e, discovery()));
    server.createContext(
        "/keys",
        e -> {
          keyFetches.incrementAndGet();
          json(e, jwks());
        });
    server.createContext(
        "/introspect",
        e -> {
          introspections.incrementAndGet();
          String form = new String(e.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
          json(e, opaque.getOrDefault(form.replaceAll("(?s).*\\btoken=([^&]*).*", "$1"), INACTIVE));
        });
    server.start();
  }

  /** Answers no more; passes can still be made. */
  public void stop() {
    server.stop(0);
  }

  public String url() {
    return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port;
  }

  /** A good pass for an hour. */
  public String pass(String user, String... groups) {
    return sign(claims(user, groups).expiresAt(Instant.now().plus(Duration.ofHours(1))));
  }

  /** A good pass for so long, give or take a second. */
  public String passFor(Duration time, String user) {
    return sign(claims(user).expiresAt(Instant.now().plus(time)));
  }

  public String expired(String user) {
    return sign(claims(user).expiresAt(Instant.now().minus(Duration.ofMinutes(5))));
  }

  public String forAnotherAudience(String user) {
    return sign(
        claims(user).audience("somebody-else").expiresAt(Instant.now().plus(Duration.ofHours(1))));
  }

  public String fromAnotherIssuer(String user) {
    return sign(
        claims(user)
            .issuer("https://issuer.invalid")
            .expiresAt(Instant.now().plus(Duration.ofHours(1))));
  }

  public String signedByAnotherKey(String user) {
    return claims(user)
        .expiresAt(Instant.now().plus(Duration.ofHours(1)))
        .jws()
        .keyId(keyId)
        .algorithm(algorithm)
        .sign(newKeys().getPrivate());
  }

  public String withUnknownKeyId(String user) {
    return claims(user)
        .expiresAt(Instant.now().plus(Duration.ofHours(1)))
        .jws()
        .keyId("never-heard-of")
        .algorithm(algorithm)
        .sign(keys.getPrivate());
  }

  public String boundToAKey(String user) {
    return bound(user, Map.of("x5t#S256", "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"));
  }

  /** A pass with this confirmation claim (RFC 7800). */
  public String bound(String user, Map<String, Object> confirmation, String... groups) {
    return sign(
        claims(user, groups)
            .expiresAt(Instant.now().plus(Duration.ofHours(1)))
            .claim("cnf", confirmation));
  }

  /** A token with these claims beside those of an issuer; they may replace some of them. */
  public String token(Map<String, Object> more) {
    JwtClaimsBuilder claims =
        Jwt.claims()
            .issuer(url())
            .audience(AUDIENCE)
            .issuedAt(Instant.now().minus(Duration.ofMinutes(10)))
            .expiresAt(Instant.now().plus(Duration.ofHours(1)));
    more.forEach(claims::claim);
    return sign(claims);
  }

  /** A token as a cluster projects it into a pod of this service account. */
  public String projected(String namespace, String name) {
    return token(
        Map.of(
            "sub",
            "system:serviceaccount:" + namespace + ":" + name,
            "kubernetes.io",
            Map.of(
                "namespace",
                namespace,
                "pod",
                Map.of("name", name + "-0", "uid", "8a1d3a2e"),
                "serviceaccount",
                Map.of("name", name, "uid", "5d1f0c11"))));
  }

  /** A token of this type (RFC 7519 §5.1). */
  public String typed(String user, String type) {
    return claims(user)
        .expiresAt(Instant.now().plus(Duration.ofHours(1)))
        .jws()
        .keyId(keyId)
        .algorithm(algorithm)
        .type(type)
        .sign(keys.getPrivate());
  }

  /** The claims of a good pass with the algorithm "none" and no signature. */
  public String unsigned(String user) {
    return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload(pass(user)) + ".";
  }

  /** The claims of a good pass, signed with HMAC under the public key, as an attacker could. */
  public String signedWithThePublicKey(String user) {
    String input =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}")
            + "."
            + payload(pass(user));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
      return input
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A good pass of which somebody changed the user. */
  public String altered(String user, String newUser) {
    String[] parts = pass(user).split("\\.");
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace(user, newUser);
    return parts[0] + "." + base64(claims) + "." + parts[2];
  }

  @Override
  public void close() {
    stop();
  }

  private JwtClaimsBuilder claims(String user, String... groups) {
    return Jwt.claims()
        .issuer(url())
        .audience(AUDIENCE)
        .subject("subject-of-" + user)
        .preferredUserName(user)
        .groups(Set.copyOf(List.of(groups)))
        .issuedAt(Instant.now().minus(Duration.ofMinutes(10)));
  }

  private String sign(JwtClaimsBuilder claims) {
    return claims.jws().keyId(keyId).algorithm(algorithm).sign(keys.getPrivate());
  }

  private String discovery() {
    return """
        {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "token_endpoint": "%1$s/token",
         "introspection_endpoint": "%1$s/introspect",
         "authorization_endpoint": "%1$s/authorize", "response_types_supported": ["code"],
         "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}
        """
        .formatted(url());
  }

  private String jwks() {
    try {
      JsonWebKey key = JsonWebKey.Factory.newJwk(keys.getPublic());
      key.setKeyId(keyId);
      key.setUse("sig");
      key.setAlgorithm(algorithm.getAlgorithm());
      return new JsonWebKeySet(key).toJson();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String payload(String token) {
    return token.split("\\.")[1];
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void json(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private KeyPair newKeys() {
    boolean curve = algorithm == SignatureAlgorithm.ES256;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : "RSA");
      generator.initialize(curve ? 256 : 2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
