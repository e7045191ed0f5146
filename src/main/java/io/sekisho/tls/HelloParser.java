package io.sekisho.tls;

import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). What a server would have to reject as
 * undecodable is rejected here, so that we and the target cannot read two different things.
 */
final class HelloParser {

  private static final int SERVER_NAME = 0x0000;
  private static final int SIGNATURE_ALGORITHMS = 0x000d;
  private static final int ALPN = 0x0010;
  private static final int EARLY_DATA = 0x002a;
  private static final int SUPPORTED_VERSIONS = 0x002b;
  private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

  private static final int RANDOM = 32;
  private static final int MAX_VECTOR = 0xffff;
  private static final int HOST_NAME = 0;
  private static final int MAX_NAME = 255;

  /** More than any client offers; what is recorded of a tunnel has a bound. */
  private static final int MAX_PROTOCOLS = 16;

  private final Map<Integer, Fields> extensions = new LinkedHashMap<>();

  private HelloParser() {}

  /** Reads the message's body, without the four bytes in front of it. Never throws. */
  static HelloOutcome parse(ByteBuffer body) {
    try {
      return new HelloOutcome.Complete(new HelloParser().hello(new Fields(body)));
    } catch (MalformedHello e) {
      return new HelloOutcome.Malformed("malformed ClientHello: " + e.getMessage());
    }
  }

  private ClientHello hello(Fields hello) throws MalformedHello {
    int legacyVersion = hello.u16("legacy_version");
    hello.skip(RANDOM, "random");
    hello.vector8(0, 32, "legacy_session_id");
    List<Integer> ciphers = hello.vector16(2, MAX_VECTOR, "cipher_suites").codes("cipher_suites");
    hello.vector8(1, 255, "legacy_compression_methods");
    if (hello.hasMore()) {
      extensions(hello.vector16(0, MAX_VECTOR, "extensions"));
      hello.end("the message");
    }
    // Copied, as reading an extension uses it up.
    List<Integer> types = List.copyOf(extensions.keySet());
    List<Integer> versions = supportedVersions();
    List<String> protocols = protocols();
    Ja4 ja4 =
        new Ja4(
            TlsVersion.of(highest(legacyVersion, versions)),
            ciphers,
            types,
            protocols.stream().findFirst().orElse(""),
            signatureAlgorithms());
    return new ClientHello(
        serverName(),
        protocols.stream().limit(MAX_PROTOCOLS).map(HelloParser::printable).toList(),
        offered(legacyVersion, versions).text(),
        ja4.text(),
        types.contains(ENCRYPTED_CLIENT_HELLO),
        types.contains(EARLY_DATA));
  }

  private void extensions(Fields block) throws MalformedHello {
    while (block.hasMore()) {
      int type = block.u16("extension_type");
      Fields data = block.vector16(0, MAX_VECTOR, "extension_data");
      // RFC 8446 §4.2: a server might take the one or the other.
      if (extensions.put(type, data) != null) {
        throw new MalformedHello("an extension comes twice");
      }
    }
  }

  /** Exactly one host_name (RFC 6066 §3), in ASCII, as nothing else is defined. */
  private Optional<String> serverName() throws MalformedHello {
    Fields data = extensions.get(SERVER_NAME);
    if (data == null) {
      return Optional.empty();
    }
    Fields list = data.vector16(1, MAX_VECTOR, "server_name");
    data.end("server_name");
    if (list.u8("server_name") != HOST_NAME) {
      throw new MalformedHello("server_name is not a host_name");
    }
    String name = list.vector16(1, MAX_NAME, "host_name").text();
    list.end("server_name");
    if (!name.chars().allMatch(HelloParser::isPrintable)) {
      throw new MalformedHello("host_name is not in ASCII");
    }
    return Optional.of(normal(name));
  }

  /**
   * As hosts are compared; what is none can be equal to none, and stays as it is. A trailing dot is
   * not allowed here (RFC 6066 §3), and who knows which server a target takes for such a name.
   */
  private static String normal(String name) {
    try {
      return name.endsWith(".") ? name.toLowerCase(Locale.ROOT) : Host.parse(name).text();
    } catch (SyntaxException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  private List<String> protocols() throws MalformedHello {
    Fields data = extensions.get(ALPN);
    List<String> protocols = new ArrayList<>();
    if (data != null) {
      Fields list = data.vector16(2, MAX_VECTOR, "protocol_name_list");
      data.end("protocol_name_list");
      while (list.hasMore()) {
        protocols.add(list.vector8(1, 255, "protocol_name").text());
      }
    }
    return protocols;
  }

  private List<Integer> supportedVersions() throws MalformedHello {
    Fields data = extensions.get(SUPPORTED_VERSIONS);
    if (data == null) {
      return List.of();
    }
    List<Integer> versions = data.vector8(2, 254, "supported_versions").codes("supported_versions");
    data.end("supported_versions");
    return versions;
  }

  private List<Integer> signatureAlgorithms() throws MalformedHello {
    Fields data = extensions.get(SIGNATURE_ALGORITHMS);
    if (data == null) {
      return List.of();
    }
    List<Integer> algorithms =
        data.vector16(2, MAX_VECTOR, "signature_algorithms").codes("signature_algorithms");
    data.end("signature_algorithms");
    return algorithms;
  }

  /** The highest value, known to us or not, as JA4 takes it. */
  private static int highest(int legacyVersion, List<Integer> versions) {
    return versions.isEmpty()
        ? legacyVersion
        : versions.stream().filter(code -> !Grease.is(code)).max(Integer::compare).orElse(-1);
  }

  /** The highest version that could come of it. */
  private static TlsVersion offered(int legacyVersion, List<Integer> versions) {
    if (versions.isEmpty()) {
      // RFC 8446 §4.2.1: at most 1.2 comes of legacy_version, whatever it says.
      return TlsVersion.of(Math.min(legacyVersion, TlsVersion.TLS_1_2.code()));
    }
    return versions.stream()
        .map(TlsVersion::of)
        .filter(version -> version != TlsVersion.UNKNOWN)
        .max(TlsVersion::compareTo)
        .orElse(TlsVersion.UNKNOWN);
  }

  private static String printable(String bytes) {
    StringBuilder text = new StringBuilder(bytes.length());
    bytes
        .chars()
        .forEach(
            c -> {
              if (isPrintable(c) && c != '\\') {
                text.append((char) c);
              } else {
                text.append(String.format("\\x%02x", c));
              }
            });
    return text.toString();
  }

  private static boolean isPrintable(int c) {
    return c > ' ' && c < 0x7f;
  }
}
