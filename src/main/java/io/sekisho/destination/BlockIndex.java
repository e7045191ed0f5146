package io.sekisho.destination;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Values by address block, found by an address in it. A search costs one look-up for each prefix
 * length in use, at most 129, however many blocks there are. To be filled by one thread, then read
 * by any number.
 */
public final class BlockIndex<V> {

  private final Map<Integer, Map<ByteBuffer, V>> ipv4 = new TreeMap<>();
  private final Map<Integer, Map<ByteBuffer, V>> ipv6 = new TreeMap<>();

  /** The value of exactly this block, a new one if it has none yet. */
  public V computeIfAbsent(AddressBlock block, Supplier<V> value) {
    return (block.isIpv6() ? ipv6 : ipv4)
        .computeIfAbsent(block.prefixLength(), length -> new HashMap<>())
        .computeIfAbsent(
            prefix(block.firstAddress().getAddress(), block.prefixLength()), key -> value.get());
  }

  /** The values of all blocks that hold the address. */
  public List<V> around(InetAddress address) {
    return around(address.getAddress(), Integer.MAX_VALUE);
  }

  /** The values of all blocks that hold the whole block, its own among them. */
  public List<V> around(AddressBlock block) {
    return around(block.firstAddress().getAddress(), block.prefixLength());
  }

  private List<V> around(byte[] bytes, int longest) {
    List<V> found = new ArrayList<>();
    (bytes.length == 4 ? ipv4 : ipv6)
        .forEach(
            (length, blocks) -> {
              V value = length <= longest ? blocks.get(prefix(bytes, length)) : null;
              if (value != null) {
                found.add(value);
              }
            });
    return found;
  }

  private static ByteBuffer prefix(byte[] address, int length) {
    byte[] prefix = new byte[address.length];
    int whole = length / 8;
    System.arraycopy(address, 0, prefix, 0, whole);
    if (length % 8 != 0) {
      prefix[whole] = (byte) (address[whole] & (0xFF00 >> length % 8));
    }
    return ByteBuffer.wrap(prefix);
  }
}
