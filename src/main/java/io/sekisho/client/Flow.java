package io.sekisho.client;

import java.util.Locale;

/** How the issuer is asked for a token. */
enum Flow {
  /** A person logs in with a browser, here or elsewhere (RFC 8628). */
  DEVICE,
  /** A program shows its own secret (RFC 6749 §4.4). */
  CLIENT_CREDENTIALS;

  /** As it stands on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
