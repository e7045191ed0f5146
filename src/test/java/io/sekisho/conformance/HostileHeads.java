package io.sekisho.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Heads that somebody made up who means ill: known ones, a little changed, and pure garbage. */
public final class HostileHeads {

  private static final List<BiFunction<String, Random, String>> MUTATIONS =
      List.of(
          HostileHeads::flipBit,
          HostileHeads::insertOctet,
          HostileHeads::deleteOctets,
          HostileHeads::repeat,
          HostileHeads::splice,
          HostileHeads::splice,
          HostileHeads::spliceLine,
          HostileHeads::swapLines,
          HostileHeads::repeatLine,
          HostileHeads::breakLine,
          HostileHeads::breakLine,
          HostileHeads::changeCase,
          HostileHeads::truncate,
          HostileHeads::append);

  private static final String[] FRAGMENTS = {
    " ",
    "\t",
    "\0",
    "\r",
    "\n",
    "\u000b",
    "\u000c",
    "\u0085",
    "\u00a0",
    "\u007f",
    "\u00ff",
    ":",
    "@",
    "/",
    "#",
    "?",
    "%",
    "%00",
    "%0d%0a",
    "[",
    "]",
    "[::1]",
    "::",
    ".",
    "..",
    "-",
    "_",
    "+",
    "0x",
    "0",
    "65536",
    "4294967739",
    "localhost",
    "127.0.0.1",
    "http://",
    "https://",
    "u:p@",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/2.0",
    "HTTP/",
    "CONNECT",
    "GET",
    "PRI * HTTP/2.0",
    "chunked",
    ", ",
    "\"",
    "\\"
  };

  private static final String[] LINES = {
    "Content-Length: 5",
    "Content-Length : 5",
    "Content-Length: 0",
    "content-length:5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\u000bchunked",
    "transfer-encoding: identity",
    "Transfer-Encoding: chunked, identity",
    "TE: trailers",
    "Host: b.example",
    "host: a.example:443",
    "Host:",
    "Host: a@b",
    "HOST : c",
    ": empty",
    "X",
    "X:",
    " folded",
    "\tfolded",
    "Connection: close",
    "Expect: 100-continue",
    "Upgrade: h2c",
    "Proxy-Authorization: Bearer x",
    "Proxy-Authorization: Basic eDp5",
    "User-Agent: \u00e9",
    "CONNECT b.example:443 HTTP/1.1",
    "GET / HTTP/1.1",
    "",
    "\0",
    "5",
    "0"
  };

  private static final String[] LINE_ENDS = {
    "\n",
    "\r",
    "\r\r\n",
    "\n\r",
    "\r\n\r\n",
    "\r\n ",
    "\r\n\t",
    " \r\n",
    "\0\r\n",
    "\r\0\n",
    "",
    "\u0085"
  };

  private HostileHeads() {}

  /** One input; the same source gives the same. */
  public static byte[] next(Random random, String target, String pass) {
    if (random.nextInt(20) == 0) {
      byte[] garbage = new byte[random.nextInt(600)];
      random.nextBytes(garbage);
      return garbage;
    }
    HeadRule[] rules = HeadRule.values();
    // Half of them start from a plain good head: what differs little gets furthest.
    HeadRule rule = random.nextBoolean() ? HeadRule.HTTP_1_1 : rules[random.nextInt(rules.length)];
    String head = new String(rule.head(target, pass), StandardCharsets.ISO_8859_1);
    for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
      head = MUTATIONS.get(random.nextInt(MUTATIONS.size())).apply(head, random);
    }
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String flipBit(String head, Random random) {
    int at = at(head, random);
    return at == head.length()
        ? head
        : replace(
            head, at, at + 1, String.valueOf((char) (head.charAt(at) ^ 1 << random.nextInt(8))));
  }

  private static String insertOctet(String head, Random random) {
    int at = at(head, random);
    return replace(head, at, at, String.valueOf((char) random.nextInt(256)));
  }

  private static String deleteOctets(String head, Random random) {
    int at = at(head, random);
    return replace(head, at, Math.min(head.length(), at + 1 + random.nextInt(4)), "");
  }

  /** Mostly once; at times so often that a bound is met. */
  private static String repeat(String head, Random random) {
    int at = at(head, random);
    int end = Math.min(head.length(), at + 1 + random.nextInt(8));
    int times = random.nextInt(8) == 0 ? 1_000 : 1;
    return replace(head, at, at, head.substring(at, end).repeat(times));
  }

  private static String splice(String head, Random random) {
    int at = at(head, random);
    return replace(head, at, at, pick(FRAGMENTS, random));
  }

  private static String spliceLine(String head, Random random) {
    List<String> lines = lines(head);
    lines.add(random.nextInt(lines.size()), pick(LINES, random));
    return String.join("\r\n", lines);
  }

  private static String swapLines(String head, Random random) {
    List<String> lines = lines(head);
    Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
    return String.join("\r\n", lines);
  }

  private static String repeatLine(String head, Random random) {
    List<String> lines = lines(head);
    String line = lines.get(random.nextInt(lines.size()));
    lines.add(random.nextInt(lines.size()), line);
    return String.join("\r\n", lines);
  }

  private static String breakLine(String head, Random random) {
    List<String> lines = lines(head);
    int broken = 1 + random.nextInt(lines.size());
    return String.join("\r\n", lines.subList(0, Math.min(broken, lines.size())))
        + (broken < lines.size()
            ? pick(LINE_ENDS, random) + String.join("\r\n", lines.subList(broken, lines.size()))
            : pick(LINE_ENDS, random));
  }

  private static String changeCase(String head, Random random) {
    int at = at(head, random);
    int end = Math.min(head.length(), at + 1 + random.nextInt(8));
    String some = head.substring(at, end);
    String lower =
        some.chars()
            .map(c -> c < 0x80 ? Character.toLowerCase(c) : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return replace(head, at, end, lower);
  }

  private static String truncate(String head, Random random) {
    return head.substring(0, at(head, random));
  }

  private static String append(String head, Random random) {
    return head + (random.nextBoolean() ? head : pick(LINES, random) + pick(LINE_ENDS, random));
  }

  private static List<String> lines(String head) {
    return new ArrayList<>(Arrays.asList(head.split("\r\n", -1)));
  }

  private static int at(String head, Random random) {
    return random.nextInt(head.length() + 1);
  }

  private static String replace(String text, int from, int to, String by) {
    return text.substring(0, from) + by + text.substring(to);
  }

  private static String pick(String[] from, Random random) {
    return from[random.nextInt(from.length)];
  }
}
