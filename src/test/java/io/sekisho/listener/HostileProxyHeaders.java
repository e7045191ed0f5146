package io.sekisho.listener;

import io.sekisho.support.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/** Headers of the PROXY protocol, good ones and what somebody made of them who means ill. */
final class HostileProxyHeaders {

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

  private static final String[] IPV4 = {
    "192.0.2.7",
    "198.51.100.1",
    "0.0.0.0",
    "255.255.255.255",
    "010.0.0.1",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.7.",
    "1.2.3.4.5",
    "::1",
    "0x7f.0.0.1",
    "a.example"
  };

  private static final String[] IPV6 = {
    "2001:db8::7",
    "::",
    "::1",
    "2001:DB8:0:0:0:0:0:7",
    "::ffff:192.0.2.7",
    "::192.0.2.7",
    "fe80::1%lo",
    "[2001:db8::7]",
    "2001:db8:::7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "192.0.2.7"
  };

  private static final String[] PORTS = {
    "56324", "3128", "1", "65535", "0", "65536", "-1", "+80", "080", "", "4294967297", "8 0", "x"
  };

  private static final int[] COMMANDS = {0x21, 0x20, 0x22, 0x2f, 0x11, 0x01, 0x00, 0x31, 0xff};

  private static final int[] FAMILIES = {
    0x11, 0x21, 0x00, 0x12, 0x22, 0x31, 0x32, 0x13, 0x41, 0x01, 0xff
  };

  private static final String[] BEHIND = {
    "",
    "CONNECT a.example:443 HTTP/1.1\r\n\r\n",
    "\r\n",
    "\0",
    "PROXY TCP4 192.0.2.66 198.51.100.1 1 2\r\n",
    "PROXY UNKNOWN\r\n"
  };

  private HostileProxyHeaders() {}

  /** One input; the same source gives the same. */
  static byte[] next(Random random) {
    if (random.nextInt(32) == 0) {
      return Octets.random(random, 300);
    }
    byte[] octets = Octets.join(header(random), behind(random));
    for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
      octets = Octets.mutated(octets, random);
    }
    return octets;
  }

  private static byte[] header(Random random) {
    return random.nextBoolean() ? version1(random) : version2(random);
  }

  private static byte[] behind(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> header(random);
      case 1 -> Octets.random(random, 200);
      default -> BEHIND[random.nextInt(BEHIND.length)].getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  private static byte[] version1(Random random) {
    boolean ipv4 = random.nextBoolean();
    String header =
        random.nextInt(8) == 0
            ? "PROXY UNKNOWN" + " f".repeat(random.nextInt(64))
            : String.join(
                random.nextInt(32) == 0 ? "  " : " ",
                "PROXY",
                ipv4 ? "TCP4" : "TCP6",
                mostlyFirst(ipv4 ? IPV4 : IPV6, random),
                mostlyFirst(ipv4 ? IPV4 : IPV6, random),
                mostlyFirst(PORTS, random),
                mostlyFirst(PORTS, random));
    String end =
        random.nextInt(16) == 0 ? pick(new String[] {"\n", "\r", " \r\n"}, random) : "\r\n";
    return (header + end).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] version2(Random random) {
    int family = mostlyFirst(FAMILIES, random);
    byte[] addresses = new byte[(family & 0xf0) == 0x20 ? 36 : (family & 0xf0) == 0x30 ? 216 : 12];
    random.nextBytes(addresses);
    byte[] body = Octets.join(addresses, random.nextBoolean() ? new byte[0] : fields(random));
    int length = random.nextInt(16) == 0 ? random.nextInt(65_536) : body.length;
    return ByteBuffer.allocate(16 + body.length)
        .put(SIGNATURE)
        .put((byte) mostlyFirst(COMMANDS, random))
        .put((byte) family)
        .putShort((short) length)
        .put(body)
        .array();
  }

  /** Optional fields, one of which may hold others, with lengths that may be wrong. */
  private static byte[] fields(Random random) {
    byte[] all = new byte[0];
    for (int number = random.nextInt(4); number >= 0; number--) {
      int type =
          new int[] {0x01, 0x02, 0x03, 0x04, 0x20, 0x20, 0x21, 0x30, 0xee}[random.nextInt(9)];
      byte[] value =
          switch (random.nextInt(16)) {
            case 0 -> Octets.random(random, 2_000);
            case 1 -> fields(random);
            default -> Octets.random(random, 24);
          };
      int length = random.nextInt(8) == 0 ? random.nextInt(300) : value.length;
      all =
          Octets.join(
              all,
              new byte[] {(byte) type, (byte) (length >> 8), (byte) length},
              type == 0x20 && random.nextBoolean()
                  ? Octets.join(new byte[] {1, 0, 0, 0, 0}, value)
                  : value);
    }
    return all;
  }

  private static String mostlyFirst(String[] from, Random random) {
    return random.nextInt(4) == 0 ? pick(from, random) : from[random.nextInt(2)];
  }

  private static int mostlyFirst(int[] from, Random random) {
    return random.nextInt(4) == 0 ? from[random.nextInt(from.length)] : from[random.nextInt(2)];
  }

  private static String pick(String[] from, Random random) {
    return from[random.nextInt(from.length)];
  }
}
