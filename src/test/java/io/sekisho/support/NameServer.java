package io.sekisho.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback with a few names; it can also keep silent. */
public final class NameServer implements AutoCloseable {

  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int NXDOMAIN = 3;

  private final DatagramSocket socket;
  private final Map<String, List<String>> names;
  private final boolean silent;
  private final AtomicInteger asked = new AtomicInteger();

  private NameServer(Map<String, List<String>> names, boolean silent) {
    this.names = names;
    this.silent = silent;
    try {
      socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Knows these names' IPv4 addresses and no other name. */
  public static NameServer knowing(Map<String, List<String>> names) {
    return new NameServer(names, false);
  }

  public static NameServer silent() {
    return new NameServer(Map.of(), true);
  }

  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** How many queries came in. */
  public int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(new byte[4_096], 4_096);
        socket.receive(query);
        asked.incrementAndGet();
        if (!silent) {
          byte[] answer = answer(Arrays.copyOf(query.getData(), query.getLength()));
          socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    for (; query[at] != 0; at += query[at] + 1) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    int endOfQuestion = at + 5;
    boolean known = names.containsKey(name.toString());
    List<String> addresses =
        known && query[at + 2] == TYPE_A ? names.get(name.toString()) : List.of();

    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(query, 0, 2);
    answer.write(new byte[] {(byte) 0x81, (byte) (0x80 | (known ? 0 : NXDOMAIN))});
    answer.write(new byte[] {0, 1, 0, (byte) addresses.size(), 0, 0, 0, 0});
    answer.write(query, HEADER, endOfQuestion - HEADER);
    for (String address : addresses) {
      answer.write(new byte[] {(byte) 0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4});
      answer.write(InetAddress.getByName(address).getAddress());
    }
    return answer.toByteArray();
  }
}
