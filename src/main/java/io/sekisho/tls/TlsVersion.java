package io.sekisho.tls;

/** A version of the protocol, as it is shown and as JA4 writes it. */
enum TlsVersion {
  SSL_3_0(0x0300, "ssl3", "s3"),
  TLS_1_0(0x0301, "1.0", "10"),
  TLS_1_1(0x0302, "1.1", "11"),
  TLS_1_2(0x0303, "1.2", "12"),
  TLS_1_3(0x0304, "1.3", "13"),
  UNKNOWN(-1, "unknown", "00");

  private final int code;
  private final String text;
  private final String ja4;

  TlsVersion(int code, String text, String ja4) {
    this.code = code;
    this.text = text;
    this.ja4 = ja4;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }

  String ja4() {
    return ja4;
  }

  static TlsVersion of(int code) {
    for (TlsVersion version : values()) {
      if (version.code == code) {
        return version;
      }
    }
    return UNKNOWN;
  }
}
