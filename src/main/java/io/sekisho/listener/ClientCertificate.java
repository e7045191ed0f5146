package io.sekisho.listener;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificate that a client showed and TLS has verified. */
final class ClientCertificate {

  private ClientCertificate() {}

  /** Its SHA-256 as tokens name it: {@code x5t#S256} (RFC 8705 §3.1); empty if none was shown. */
  static Optional<String> thumbprint(SSLSession session) {
    try {
      byte[] certificate = session.getPeerCertificates()[0].getEncoded();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate);
      return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a verified certificate has an encoding and a hash", e);
    }
  }
}
