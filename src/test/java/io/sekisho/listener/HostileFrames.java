package io.sekisho.listener;

import static io.sekisho.support.Http2Client.CONTINUATION;
import static io.sekisho.support.Http2Client.DATA;
import static io.sekisho.support.Http2Client.END_HEADERS;
import static io.sekisho.support.Http2Client.END_STREAM;
import static io.sekisho.support.Http2Client.GOAWAY;
import static io.sekisho.support.Http2Client.HEADERS;
import static io.sekisho.support.Http2Client.PING;
import static io.sekisho.support.Http2Client.RST_STREAM;
import static io.sekisho.support.Http2Client.SETTINGS;
import static io.sekisho.support.Http2Client.WINDOW_UPDATE;

import io.sekisho.support.Http2Client;
import io.sekisho.support.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a client of HTTP/2 may send that means ill: a good course of things, with something done to
 * its fields, its frames or its octets.
 */
final class HostileFrames {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int PRIORITY = 2;
  private static final int PUSH_PROMISE = 5;
  private static final int PADDED = 0x8;
  private static final int WITH_PRIORITY = 0x20;
  private static final int MAX_FRAME = 16_384;

  private static final String[] NAMES = {
    ":method",
    ":authority",
    ":scheme",
    ":path",
    ":protocol",
    ":status",
    ":foo",
    ":",
    "",
    ":Method",
    "User-Agent",
    "user-agent",
    "host",
    "te",
    "connection",
    "proxy-connection",
    "keep-alive",
    "upgrade",
    "transfer-encoding",
    "content-length",
    "proxy-authorization",
    "cookie",
    "x y",
    "x\0y",
    "x\r\ny",
    "x:y",
    "\u00e9",
    "x"
  };

  private static final String[] VALUES = {
    "CONNECT",
    "connect",
    "GET",
    "a.example:443",
    "A.EXAMPLE:443",
    "a.example",
    "a.example:443 ",
    " a.example:443",
    "a.example:0443",
    "u@a.example:443",
    "a.example:443\0",
    "a.example:443\r\nx: y",
    "b.example:443",
    "127.0.0.1:443",
    "https",
    "/",
    "websocket",
    "200",
    "0",
    "5",
    "-1",
    "chunked",
    "trailers",
    "close",
    "Bearer abc",
    "Bearer xyz",
    "Basic eDp5",
    "",
    " ",
    "\t",
    "\0",
    "x\ry",
    "x\ny",
    "x\u007fy",
    "\u00e9"
  };

  private static final int[] NUMBERS = {
    0, 1, 2, 3, 100, 16_383, 16_384, 65_535, 65_536, 1 << 20, 0x7fffffff, 0x80000000, -1
  };

  private record Frame(int type, int flags, int stream, byte[] payload) {

    byte[] octets() {
      return Http2Client.frame(type, flags, stream, payload);
    }
  }

  private final Random random;
  private final String target;
  private final String pass;
  private final List<Frame> frames = new ArrayList<>();

  private HostileFrames(Random random, String target, String pass) {
    this.random = random;
    this.target = target;
    this.pass = pass;
  }

  /**
   * One input; the same source gives the same.
   *
   * @param target where good requests go
   * @param pass what they show
   */
  static byte[] next(Random random, String target, String pass) {
    return new HostileFrames(random, target, pass).next();
  }

  private byte[] next() {
    goodCourse();
    for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
      mutateFrames();
    }
    byte[] octets =
        Octets.join(
            PREFACE, Octets.join(frames.stream().map(Frame::octets).toArray(byte[][]::new)));
    if (random.nextInt(4) == 0) {
      for (int mutations = random.nextInt(3); mutations >= 0; mutations--) {
        octets = Octets.mutated(octets, random);
      }
    }
    return octets;
  }

  private void goodCourse() {
    frames.add(new Frame(SETTINGS, 0, 0, settings()));
    int streams = 1 + random.nextInt(4);
    for (int stream = 1; stream < 2 * streams; stream += 2) {
      request(stream);
      for (int more = random.nextInt(4); more > 0; more--) {
        frames.add(onStream(1 + 2 * random.nextInt((stream + 1) / 2)));
      }
      if (random.nextInt(3) == 0) {
        frames.add(onConnection());
      }
    }
    if (random.nextInt(8) == 0) {
      frames.add(new Frame(GOAWAY, 0, 0, new byte[8]));
    }
    if (random.nextInt(100) == 0) {
      more(1 + 2 * random.nextInt(streams));
    }
  }

  /** As much as a stream's window holds, and at times more. */
  private void more(int stream) {
    for (int number = random.nextInt(24); number >= 0; number--) {
      frames.add(new Frame(DATA, 0, stream, new byte[MAX_FRAME]));
    }
  }

  private void request(int stream) {
    byte[] section = fieldSection();
    int flags = random.nextInt(8) == 0 ? END_STREAM : 0;
    if (random.nextInt(8) == 0) {
      flags |= WITH_PRIORITY;
      section = Octets.join(number(random.nextInt(3)), new byte[] {16}, section);
    }
    if (random.nextInt(8) == 0) {
      flags |= PADDED;
      int padding = random.nextInt(4);
      section = Octets.join(new byte[] {(byte) padding}, section, new byte[padding]);
    }
    int parts = random.nextInt(6) == 0 ? 2 + random.nextInt(3) : 1;
    parts = Math.max(parts, 1 + section.length / MAX_FRAME);
    int size = section.length / parts + 1;
    for (int part = 0; part < parts; part++) {
      byte[] some =
          Arrays.copyOfRange(
              section,
              Math.min(section.length, part * size),
              Math.min(section.length, (part + 1) * size));
      int end = part == parts - 1 ? END_HEADERS : 0;
      frames.add(
          part == 0
              ? new Frame(HEADERS, flags | end, stream, some)
              : new Frame(CONTINUATION, end, stream, some));
    }
  }

  private byte[] fieldSection() {
    List<String[]> fields = new ArrayList<>();
    fields.add(new String[] {":method", "CONNECT"});
    fields.add(new String[] {":authority", target});
    fields.add(new String[] {"proxy-authorization", random.nextInt(4) == 0 ? "Bearer no" : pass});
    fields.add(new String[] {"user-agent", "x"});
    if (random.nextInt(2) == 0) {
      for (int mutations = random.nextInt(3); mutations >= 0; mutations--) {
        mutate(fields);
      }
    }
    byte[] section =
        Http2Client.fieldSection(fields.stream().flatMap(Arrays::stream).toArray(String[]::new));
    return random.nextInt(16) == 0 ? hpackGarbage(section) : section;
  }

  private void mutate(List<String[]> fields) {
    int at = random.nextInt(fields.size());
    switch (random.nextInt(8)) {
      case 0 -> fields.add(random.nextInt(fields.size()), fields.get(at).clone());
      case 1 -> Collections.swap(fields, at, random.nextInt(fields.size()));
      case 2 -> {
        if (fields.size() > 1) {
          fields.remove(at);
        }
      }
      case 3 -> fields.add(at, new String[] {pick(NAMES), pick(VALUES)});
      case 4 -> fields.add(new String[] {pick(NAMES), pick(VALUES)});
      case 5 -> fields.get(at)[1] = pick(VALUES);
      case 6 -> fields.get(at)[0] = pick(NAMES);
      default -> {
        if (random.nextInt(4) == 0) {
          fields.add(new String[] {"x", "y".repeat(random.nextInt(20_000))});
        } else {
          fields.get(at)[1] += (char) random.nextInt(256);
        }
      }
    }
  }

  /** References to what is not there, sizes that are not allowed, numbers without end. */
  private byte[] hpackGarbage(byte[] section) {
    byte[] garbage =
        switch (random.nextInt(5)) {
          case 0 -> new byte[] {(byte) (0x80 | random.nextInt(128))};
          case 1 -> new byte[] {0x3f, (byte) 0xe1, (byte) random.nextInt(), 0x0f};
          case 2 -> new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x7f};
          case 3 -> new byte[] {0x00, (byte) 0x82, (byte) random.nextInt(), -1, 0x01, 'x'};
          default -> Octets.random(random, 30);
        };
    return random.nextBoolean() ? Octets.join(garbage, section) : Octets.join(section, garbage);
  }

  private Frame onStream(int stream) {
    return switch (random.nextInt(10)) {
      case 0 -> new Frame(WINDOW_UPDATE, 0, stream, number(1 + random.nextInt(1_000)));
      case 1 -> new Frame(PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 16});
      case 2 -> new Frame(RST_STREAM, 0, stream, number(random.nextInt(14)));
      case 3 -> new Frame(DATA, END_STREAM, stream, Octets.random(random, 20));
      case 4 -> new Frame(DATA, PADDED, stream, Octets.join(new byte[] {2}, new byte[8]));
      case 5 -> new Frame(DATA, 0, stream, Octets.random(random, 4_000));
      default -> new Frame(DATA, 0, stream, Octets.random(random, 40));
    };
  }

  private Frame onConnection() {
    return switch (random.nextInt(5)) {
      case 0 -> new Frame(PING, 0, 0, new byte[8]);
      case 1 -> new Frame(SETTINGS, 1, 0, new byte[0]);
      case 2 -> new Frame(WINDOW_UPDATE, 0, 0, number(1 + random.nextInt(1_000)));
      case 3 -> new Frame(10 + random.nextInt(246), random.nextInt(256), 0, new byte[3]);
      default -> new Frame(SETTINGS, 0, 0, settings());
    };
  }

  private byte[] settings() {
    byte[] all = new byte[0];
    for (int number = random.nextInt(3); number > 0; number--) {
      boolean odd = random.nextInt(8) == 0;
      int id = odd ? random.nextInt(12) : 1 + random.nextInt(6);
      int value =
          odd
              ? NUMBERS[random.nextInt(NUMBERS.length)]
              : new int[] {0, 4_096, 0, 100, 65_535, 16_384, 16_384}[id];
      all = Octets.join(all, new byte[] {0, (byte) id}, number(value));
    }
    return all;
  }

  private void mutateFrames() {
    int at = random.nextInt(frames.size());
    Frame frame = frames.get(at);
    int type = frame.type();
    int flags = frame.flags();
    int stream = frame.stream();
    byte[] payload = frame.payload();
    switch (random.nextInt(13)) {
      case 0 -> frames.set(at, new Frame(random.nextInt(12), flags, stream, payload));
      case 1 -> frames.set(at, new Frame(type, flags ^ 1 << random.nextInt(8), stream, payload));
      case 2 -> frames.set(at, new Frame(type, flags, random.nextInt(10), payload));
      case 3 -> frames.set(at, new Frame(type, flags, pickNumber(), payload));
      case 4 -> frames.set(at, new Frame(type, flags, stream, Octets.mutated(payload, random)));
      case 5 -> frames.set(at, new Frame(type, flags, stream, Octets.random(random, 40)));
      case 6 -> Collections.swap(frames, at, random.nextInt(frames.size()));
      case 7 -> {
        if (frames.size() > 1) {
          frames.remove(at);
        }
      }
      case 8 -> frames.add(random.nextInt(frames.size() + 1), frame);
      case 9 -> frames.add(at, new Frame(WINDOW_UPDATE, 0, stream, number(pickNumber())));
      case 10 ->
          frames.add(
              at,
              new Frame(
                  random.nextBoolean() ? PUSH_PROMISE : PRIORITY,
                  random.nextInt(256),
                  random.nextInt(8),
                  Octets.random(random, 12)));
      case 11 -> flood(at);
      default -> frames.add(at, new Frame(type, flags, stream, new byte[pickLength()]));
    }
  }

  /** Mostly a few of the same; at times so many that a bound is met. */
  private void flood(int at) {
    Frame frame = frames.get(at);
    int times = random.nextInt(16) == 0 && frame.payload().length < 100 ? 400 : 3;
    if (random.nextInt(4) == 0) {
      byte[] head = new Frame(HEADERS, END_HEADERS, 0, fieldSection()).payload();
      for (int stream = 11; stream < 11 + 2 * times && head.length < 200; stream += 2) {
        frames.add(new Frame(HEADERS, END_HEADERS, stream, head));
        frames.add(new Frame(RST_STREAM, 0, stream, number(8)));
      }
    } else {
      frames.addAll(at, Collections.nCopies(times, frame));
    }
  }

  private int pickLength() {
    return random.nextInt(32) == 0 ? MAX_FRAME + random.nextInt(2) : random.nextInt(20);
  }

  private int pickNumber() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
