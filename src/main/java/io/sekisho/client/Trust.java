package io.sekisho.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are believed. */
final class Trust {

  private Trust() {}

  /**
   * The authorities of the file alone, or those of the Java runtime.
   *
   * @throws Failure if the file has none
   */
  static SSLContext in(Optional<Path> file) {
    try {
      return file.isPresent() ? only(file.get()) : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new Failure("the Java runtime's trust store cannot be used");
    }
  }

  private static SSLContext only(Path file) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(BoundedFile.bytes(file)))) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new Failure(file + " has no certificates in PEM");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new Failure(file + " has no certificates in PEM");
    }
  }
}
