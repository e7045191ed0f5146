package io.sekisho.tls;

import java.util.Optional;

/**
 * What became of looking at a tunnel's first bytes.
 *
 * @param hello the ClientHello, if there was one
 * @param violation what was wrong, in words, if anything was
 */
public record Inspection(Optional<ClientHello> hello, Optional<String> violation) {

  /** Nothing was looked at, or nothing came. */
  public static final Inspection NONE = new Inspection(Optional.empty(), Optional.empty());

  /** It was as it must be. */
  public static Inspection passed(ClientHello hello) {
    return new Inspection(Optional.of(hello), Optional.empty());
  }

  /** It was not. */
  public static Inspection violated(Optional<ClientHello> hello, String why) {
    return new Inspection(hello, Optional.of(why));
  }
}
