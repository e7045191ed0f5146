package io.sekisho.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JA4 fingerprint of a TLS client, as FoxIO defines it: the same for the same client whatever
 * the destination, and whatever order it shuffles its extensions into.
 *
 * @param version the highest one offered
 * @param ciphers as offered
 * @param extensions their types, as they came
 * @param firstProtocol of ALPN, one character for each byte; empty if there is none
 * @param signatureAlgorithms as offered
 */
record Ja4(
    TlsVersion version,
    List<Integer> ciphers,
    List<Integer> extensions,
    String firstProtocol,
    List<Integer> signatureAlgorithms) {

  private static final int SERVER_NAME = 0x0000;
  private static final int ALPN = 0x0010;
  private static final HexFormat HEX = HexFormat.of();

  String text() {
    return "t"
        + version.ja4()
        + (extensions.contains(SERVER_NAME) ? "d" : "i")
        + count(ciphers)
        + count(extensions)
        + protocol()
        + "_"
        + digest(list(meaningful(ciphers).sorted()))
        + "_"
        + extensionDigest();
  }

  private String extensionDigest() {
    String types =
        list(meaningful(extensions).filter(type -> type != SERVER_NAME && type != ALPN).sorted());
    String algorithms = list(meaningful(signatureAlgorithms));
    return digest(types.isEmpty() || algorithms.isEmpty() ? types : types + "_" + algorithms);
  }

  /**
   * The first and the last character; of the hexadecimal form, if one is no letter and no digit.
   */
  private String protocol() {
    if (firstProtocol.isEmpty()) {
      return "00";
    }
    char first = firstProtocol.charAt(0);
    char last = firstProtocol.charAt(firstProtocol.length() - 1);
    return isAlphanumeric(first) && isAlphanumeric(last)
        ? "" + first + last
        : "" + HEX.toHighHexDigit(first) + HEX.toLowHexDigit(last);
  }

  private static boolean isAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  private static String count(List<Integer> codes) {
    return String.format("%02d", Math.min(99, meaningful(codes).count()));
  }

  private static Stream<Integer> meaningful(List<Integer> codes) {
    return codes.stream().filter(code -> !Grease.is(code));
  }

  private static String list(Stream<Integer> codes) {
    return codes.map(code -> HEX.toHexDigits(code.shortValue())).collect(Collectors.joining(","));
  }

  private static String digest(String list) {
    if (list.isEmpty()) {
      return "0".repeat(12);
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.US_ASCII));
      return HEX.formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
