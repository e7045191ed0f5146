package io.sekisho.support;

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
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of the tests' own, made by the JDK's {@code keytool}. */
public final class TestCertificates {

  public static final String PASSWORD = "not-a-secret";
  private static final String ALIAS = "key";
  private static final String AUTHORITY = "authority";

  private final Path directory;
  private final Path authority;

  /** An authority that keeps everything in a temporary directory. */
  public TestCertificates() {
    try {
      directory = Files.createTempDirectory("sekisho-certificates");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    authority = directory.resolve("authority.p12");
    generate(authority, AUTHORITY, "CN=An authority for tests", "-ext", "bc:c");
    keytool(
        authority, "-exportcert", "-rfc", "-alias", AUTHORITY, "-file", authorityPem().toString());
    keytool(
        trustStore(),
        "-importcert",
        "-noprompt",
        "-alias",
        AUTHORITY,
        "-file",
        authorityPem().toString());
  }

  /** The authority's certificate, PEM. */
  public Path authorityPem() {
    return directory.resolve("authority.pem");
  }

  /** PKCS #12 with the authority as a trusted entry. */
  public Path trustStore() {
    return directory.resolve("trust.p12");
  }

  /**
   * Issues a certificate.
   *
   * @param names alternative names such as {@code dns:proxy.test} or {@code ip:127.0.0.1}
   */
  public Identity issue(String commonName, String... names) {
    Path store = directory.resolve(commonName.replaceAll("[^A-Za-z0-9.-]", "_") + ".p12");
    List<String> options = new ArrayList<>(List.of("-signer", AUTHORITY));
    if (names.length > 0) {
      options.addAll(List.of("-ext", "san=" + String.join(",", names)));
    }
    try {
      Files.copy(authority, store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    generate(store, ALIAS, "CN=" + commonName, options.toArray(String[]::new));
    keytool(store, "-delete", "-alias", AUTHORITY);
    return new Identity(store);
  }

  /** A key and its certificate. */
  public record Identity(Path keyStore) {

    /** The certificate's SHA-256 in base64url, as {@code x5t#S256} has it. */
    public String thumbprint() {
      try {
        return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(sha256(certificate().getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The SHA-256 of its public key in base64, as browsers pin it. */
    public String pin() {
      try {
        return Base64.getEncoder()
            .encodeToString(sha256(certificate().getPublicKey().getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The certificate, PEM. */
    public String certificatePem() {
      try {
        return pem("CERTIFICATE", certificate().getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The private key, PKCS #8 PEM. */
    public String keyPem() {
      try {
        return pem(
            "PRIVATE KEY", load(keyStore).getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String pem(String label, byte[] content) {
      return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
          .formatted(
              label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }

    private Certificate certificate() throws GeneralSecurityException {
      return load(keyStore).getCertificate(ALIAS);
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
  }

  /** A side of TLS that trusts the authority and has nothing to show. */
  public SSLContext anonymous() {
    return context(new KeyManager[0]);
  }

  /** A side of TLS that trusts the authority and shows this. */
  public SSLContext showing(Identity identity) {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(load(identity.keyStore()), PASSWORD.toCharArray());
      return context(keys.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private SSLContext context(KeyManager[] keys) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(load(trustStore()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore load(Path path) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(path)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void generate(Path store, String alias, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", name, "-keyalg", "EC"));
    arguments.addAll(List.of("-groupname", "secp256r1", "-validity", "2"));
    arguments.addAll(List.of(more));
    keytool(store, arguments.toArray(String[]::new));
  }

  private static void keytool(Path store, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("keytool failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
