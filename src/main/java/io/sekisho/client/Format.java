package io.sekisho.client;

import java.util.Locale;

/** As what a pass is printed. */
enum Format {
  /** Lines for a shell's {@code eval}. */
  ENV,
  /** The token and nothing else. */
  TOKEN,
  /** A line of curl's configuration. */
  HEADER,
  /** One object for programs. */
  JSON;

  /** As it stands on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
