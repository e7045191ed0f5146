package io.sekisho.policy.lint;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Host;
import io.sekisho.policy.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * Values by target, found by a target that covers theirs wholly: names sorted from their last label
 * on and addresses by their bits, so that what lies in a domain or a block stands together.
 */
final class TargetsInside<V> {

  private static final HexFormat HEX = HexFormat.of();

  private final TreeMap<String, List<V>> sorted = new TreeMap<>();

  /** Adds a value by the {@link #key} of its target. */
  void add(String key, V value) {
    sorted.computeIfAbsent(key, missing -> new ArrayList<>(1)).add(value);
  }

  /** The lists of those whose targets the target covers, which may be its own. */
  Collection<List<V>> inside(Target target) {
    if (target instanceof Target.Subdomains below) {
      String domain = "name " + backwards(below.domain());
      return sorted.subMap(domain + ".", domain + "/").values();
    }
    if (target instanceof Target.Addresses addresses) {
      AddressBlock block = addresses.block();
      // Wider blocks that begin with the same address stand before it.
      return sorted.subMap(key(target), true, bits(last(block)) + "/1999", true).values();
    }
    List<V> same = sorted.get(key(target));
    return same == null ? Collections.emptyList() : List.of(same);
  }

  static String key(Target target) {
    if (target instanceof Target.Addresses addresses) {
      AddressBlock block = addresses.block();
      return bits(block.firstAddress().getAddress()) + "/" + (1_000 + block.prefixLength());
    }
    if (target instanceof Target.Subdomains below) {
      return "name " + backwards(below.domain()) + ".*";
    }
    Host host = ((Target.ExactHost) target).host();
    return host instanceof Host.Address literal
        ? bits(literal.address().getAddress()) + "/1999"
        : "name " + backwards(host.text());
  }

  private static String bits(byte[] address) {
    return (address.length == 4 ? "4 " : "6 ") + HEX.formatHex(address);
  }

  private static byte[] last(AddressBlock block) {
    byte[] address = block.firstAddress().getAddress();
    for (int bit = block.prefixLength(); bit < address.length * Byte.SIZE; bit++) {
      address[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
    }
    return address;
  }

  private static String backwards(String name) {
    List<String> labels = Arrays.asList(name.split("\\."));
    Collections.reverse(labels);
    return String.join(".", labels);
  }
}
