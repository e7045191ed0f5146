package io.sekisho.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A DNS server on loopback, over UDP and TCP, that answers, or does not, as a test wants it. */
public final class NameServer implements AutoCloseable {

  public static final int A = 1;
  public static final int AAAA = 28;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int REFUSED = 5;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int HEADER = 12;
  private static final int TTL = 60;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Function<Query, List<byte[]>> zone;
  private final AtomicInteger asked = new AtomicInteger();

  /** One record; its data in wire form. */
  public record Rr(String owner, int type, int ttl, byte[] data) {}

  private NameServer(Function<Query, List<byte[]>> zone) {
    this.zone = zone;
    try {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      tcp = new ServerSocket(0, 50, loopback);
      udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::serveUdp);
    daemon(this::serveTcp);
  }

  /** Knows these names' addresses and no other name. */
  public static NameServer knowing(Map<String, List<String>> names) {
    return doing(
        query ->
            names.containsKey(query.name())
                ? query.addresses(names.get(query.name()))
                : query.failure(NXDOMAIN));
  }

  /** Answers each query with one message; null keeps silent. */
  public static NameServer doing(Function<Query, byte[]> zone) {
    return saying(
        query -> {
          byte[] answer = zone.apply(query);
          return answer == null ? List.of() : List.of(answer);
        });
  }

  /** Answers each query with some messages. */
  public static NameServer saying(Function<Query, List<byte[]>> zone) {
    return new NameServer(zone);
  }

  public static NameServer silent() {
    return doing(query -> null);
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return udp.getLocalPort();
  }

  /** How many queries came in. */
  public int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Rr alias(String owner, String target) {
    return new Rr(owner, CNAME, TTL, wire(target));
  }

  public static Rr address(String owner, int ttl, String address) {
    byte[] data = bytes(address);
    return new Rr(owner, data.length == 4 ? A : AAAA, ttl, data);
  }

  private void serveUdp() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        udp.receive(packet);
        asked.incrementAndGet();
        Query query = new Query(Arrays.copyOf(packet.getData(), packet.getLength()), false);
        for (byte[] answer : zone.apply(query)) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket socket = tcp.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          byte[] message = new byte[in.readUnsignedShort()];
          in.readFully(message);
          for (byte[] answer : zone.apply(new Query(message, true))) {
            out.writeShort(answer.length);
            out.write(answer);
          }
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static byte[] wire(String name) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      wire.write(label.length());
      wire.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    wire.write(0);
    return wire.toByteArray();
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** A question, and the answers it may get. */
  public static final class Query {

    private final byte[] message;
    private final boolean overTcp;
    private final String name;
    private final int type;

    Query(byte[] message, boolean overTcp) {
      this.message = message;
      this.overTcp = overTcp;
      StringBuilder text = new StringBuilder();
      int at = HEADER;
      for (; message[at] != 0; at += message[at] + 1) {
        text.append(text.isEmpty() ? "" : ".")
            .append(new String(message, at + 1, message[at], StandardCharsets.US_ASCII));
      }
      this.name = text.toString();
      this.type = ByteBuffer.wrap(message).getShort(at + 1);
    }

    public String name() {
      return name;
    }

    public int type() {
      return type;
    }

    public boolean isOverTcp() {
      return overTcp;
    }

    /** Those of the addresses that are of the family asked for. */
    public byte[] addresses(List<String> addresses) {
      return records(
          addresses.stream()
              .map(address -> address(name, TTL, address))
              .filter(record -> record.type() == type)
              .toList());
    }

    public byte[] records(List<Rr> records) {
      return message(0x8180, name, records, List.of());
    }

    public byte[] failure(int rcode) {
      return message(0x8180 | rcode, name, List.of(), List.of());
    }

    /** The query as it came. */
    public byte[] itself() {
      return message.clone();
    }

    public byte[] truncated() {
      return message(0x8380, name, List.of(), List.of());
    }

    /** No answer, but a reference to another server and its address. */
    public byte[] referral(String server, String address) {
      return message(
          0x8180,
          name,
          List.of(),
          List.of(new Rr(name, NS, TTL, wire(server)), address(server, TTL, address)));
    }

    /** An answer that carries another question. */
    public byte[] answerTo(String otherName, List<Rr> records) {
      return message(0x8180, otherName, records, List.of());
    }

    private byte[] message(int flags, String question, List<Rr> answers, List<Rr> others) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(message, 0, 2);
      int authority = others.isEmpty() ? 0 : 1;
      shorts(out, flags, 1, answers.size(), authority, others.size() - authority);
      out.writeBytes(wire(question));
      shorts(out, type, 1);
      answers.forEach(record -> write(out, record));
      others.forEach(record -> write(out, record));
      return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Rr record) {
      out.writeBytes(wire(record.owner()));
      shorts(out, record.type(), 1, 0, record.ttl(), record.data().length);
      out.writeBytes(record.data());
    }

    private static void shorts(ByteArrayOutputStream out, int... values) {
      for (int value : values) {
        out.write(value >> 8);
        out.write(value);
      }
    }
  }
}
