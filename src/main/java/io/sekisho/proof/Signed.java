package io.sekisho.proof;

/** What a signature is worth. */
enum Signed {
  /** By a key that is trusted. */
  TRUSTED,
  /** By a key that is not known here: it proves nothing, and nothing against it. */
  UNKNOWN_KEY,
  /** It names a key that is trusted, and is not of it. */
  FORGED
}
