package io.sekisho.proof;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 7468. */
final class Pem {

  private static final int LINE = 64;

  private Pem() {}

  static byte[] read(String label, String text) {
    Matcher found =
        Pattern.compile(
                "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
            .matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("has no " + label + " in PEM form");
    }
    return Base64.getMimeDecoder().decode(found.group(1));
  }

  static String write(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
