package io.sekisho.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An OIDC issuer that makes any token a test needs, good and bad. */
public final class TestIssuer implements AutoCloseable {

  public static final String AUDIENCE = "sekisho";
  private static final String KEY_ID = "test-key";

  private final KeyPair keys = rsa();
  private final int port = Ports.free();
  private HttpServer server;

  public TestIssuer() {
    start();
  }

  /** Answers from now on. */
  public void start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", e -> json(e, discovery()));
    server.createContext("/keys", e -> json(e, jwks()));
    server.start();
  }

  /** Answers no more; passes can still be made. */
  public void stop() {
    server.stop(0);
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A good pass for an hour. */
  public String pass(String user, String... groups) {
    return sign(claims(user, groups).expiresAt(Instant.now().plus(Duration.ofHours(1))));
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
        .keyId(KEY_ID)
        .sign(rsa().getPrivate());
  }

  public String withUnknownKeyId(String user) {
    return claims(user)
        .expiresAt(Instant.now().plus(Duration.ofHours(1)))
        .jws()
        .keyId("never-heard-of")
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

  /** The claims of a good pass with the algorithm "none" and no signature. */
  public String unsigned(String user) {
    return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload(pass(user)) + ".";
  }

  /** The claims of a good pass, signed with HMAC under the public key, as an attacker could. */
  public String signedWithThePublicKey(String user) {
    String input =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}")
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
    return claims.jws().keyId(KEY_ID).sign(keys.getPrivate());
  }

  private String discovery() {
    return """
        {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "token_endpoint": "%1$s/token",
         "authorization_endpoint": "%1$s/authorize", "response_types_supported": ["code"],
         "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}
        """
        .formatted(url());
  }

  private String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return """
        {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "%s", "n": "%s", "e": "%s"}]}
        """
        .formatted(KEY_ID, base64(key.getModulus()), base64(key.getPublicExponent()));
  }

  private static String payload(String token) {
    return token.split("\\.")[1];
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int start = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
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

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
