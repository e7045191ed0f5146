package io.sekisho.egress;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.DialAttempt;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What a parent proxy's answers, and the lack of them, mean. */
final class ParentAnswers {

  private ParentAnswers() {}

  /** Whether it is to be skipped: an interim response that announces a final one. */
  static boolean isInterim(HttpResponse response) {
    return isHttp1(response)
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && response.status().code() != 101;
  }

  /** Judges a final response: empty if the tunnel is open. */
  static Optional<Refusal> refusal(HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      return Optional.of(
          response.decoderResult().cause() instanceof PrematureChannelClosureException
              ? brokenOff()
              : protocolError());
    }
    if (!isHttp1(response)
        || response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || response.status().codeClass() == HttpStatusClass.UNKNOWN) {
      return Optional.of(protocolError());
    }
    int status = response.status().code();
    if (response.status().codeClass() == HttpStatusClass.SUCCESS) {
      return Optional.empty();
    }
    Refusal refusal =
        status == 407
            ? Refusal.of(
                RefusalReason.PARENT_AUTHORIZATION,
                "the parent proxy does not accept this proxy's own credentials")
            : Refusal.of(
                RefusalReason.PARENT_REFUSED, "the parent proxy answered with status " + status);
    return Optional.of(refusal.with("received-status", status));
  }

  static Refusal brokenOff() {
    return ConnectFailures.refusal(DialAttempt.Outcome.BROKEN_OFF, "the parent proxy");
  }

  static Refusal tooSlow() {
    return Refusal.of(RefusalReason.PARENT_TIMEOUT, "the parent proxy did not answer in time");
  }

  static Refusal protocolError() {
    return Refusal.of(
        RefusalReason.PARENT_PROTOCOL_ERROR, "the parent proxy's answer is not HTTP/1.1");
  }

  /** What ended the connection from below. */
  static Refusal failure(Throwable failure) {
    boolean tls = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          || cause instanceof CertPathValidatorException
          || cause instanceof SSLPeerUnverifiedException) {
        return Refusal.of(
            RefusalReason.PARENT_CERTIFICATE, "the parent proxy's certificate is not valid");
      }
      tls |= cause instanceof SSLException;
    }
    return tls
        ? Refusal.of(
            RefusalReason.PARENT_TLS_ERROR, "TLS could not be established with the parent proxy")
        : brokenOff();
  }

  private static boolean isHttp1(HttpResponse response) {
    return response.decoderResult().isSuccess()
        && response.protocolVersion().protocolName().equals("HTTP")
        && response.protocolVersion().majorVersion() == 1;
  }
}
