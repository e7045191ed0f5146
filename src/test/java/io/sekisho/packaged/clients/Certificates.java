package io.sekisho.packaged.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of a test's own and one certificate of it, made by {@code keytool}. */
final class Certificates {

  static final String PASSWORD = "not-a-secret";
  private static final String SERVER = "server";
  private static final String AUTHORITY = "authority";

  private final Path directory;

  /** Makes them in the directory, for these names and 127.0.0.1. */
  Certificates(Path directory, String... names) {
    this.directory = directory;
    List<String> alternatives = new ArrayList<>(List.of("ip:127.0.0.1"));
    for (String name : names) {
      alternatives.add("dns:" + name);
    }
    generate(AUTHORITY, "CN=An authority for tests", "-ext", "bc:c");
    generate(
        SERVER,
        "CN=" + names[0],
        "-signer",
        AUTHORITY,
        "-ext",
        "san=" + String.join(",", alternatives),
        "-ext",
        "eku=serverAuth");
    keytool(
        keyStore(), "-exportcert", "-rfc", "-alias", AUTHORITY, "-file", authority().toString());
    keytool(keyStore(), "-delete", "-alias", AUTHORITY);
    keytool(
        trustStore(),
        "-importcert",
        "-noprompt",
        "-alias",
        AUTHORITY,
        "-file",
        authority().toString());
  }

  /** The authority's certificate, PEM. */
  Path authority() {
    return directory.resolve("authority.pem");
  }

  /** PKCS #12 with the authority as a trusted entry. */
  Path trustStore() {
    return directory.resolve("trust.p12");
  }

  /** PKCS #12 with the server's key and certificates. */
  Path keyStore() {
    return directory.resolve("keys.p12");
  }

  /** What a server needs to prove that it has these names. */
  SSLContext serverContext() {
    try {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(load(), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The SHA-256 of the server's public key, base64, as browsers and curl pin it. */
  String serverPin() {
    try {
      Certificate server = load().getCertificate(SERVER);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(server.getPublicKey().getEncoded());
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(keyStore())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void generate(String alias, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2"));
    arguments.addAll(List.of(more));
    keytool(keyStore(), arguments.toArray(String[]::new));
  }

  private void keytool(Path store, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Program.named("keytool").run(directory, Map.of(), all.toArray(String[]::new)).shouldSucceed();
  }
}
