package io.sekisho.pac;

import io.sekisho.config.SekishoConfig.Pac.Names;
import io.sekisho.config.SekishoConfig.Pac.Way;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.PortRange;
import io.sekisho.policy.Policy;
import io.sekisho.policy.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Writes the script, for engines as old as ECMAScript 3. Nothing gets into it but numbers and names
 * in normal form ({@link io.sekisho.destination.Host}), quoted all the same.
 */
public final class PacScript {

  /** Hosts and blocks that a script may have; browsers refuse scripts of more than a megabyte. */
  static final int MAX_ENTRIES = 10_000;

  /** Each of them may cost a walk. */
  static final int MAX_BLOCKS = 2_000;

  /** Characters that the names of a script may have together. */
  static final int MAX_TEXT = 512 * 1024;

  private final Names named;
  private final Way otherwise;
  private final Outline direct;
  private final List<AddressBlock> special;

  /**
   * @param named whose destinations are named
   * @param otherwise where what is not named goes
   * @param direct what goes past the proxy, whatever the policies say
   * @param special addresses that no proxy is asked for unless a policy names them
   */
  public PacScript(Names named, Way otherwise, List<Target> direct, List<AddressBlock> special) {
    this.named = named;
    this.otherwise = otherwise;
    this.direct = Outline.of(direct);
    this.special = List.copyOf(special);
  }

  /**
   * The script for the policies at a time, but for its first line, which is {@link #proxyLine}.
   *
   * <p>If there are too many hosts to name, none is named and what is not named goes to the proxy:
   * it answers for itself, and no way that is allowed is missed.
   */
  public String body(Collection<Policy> policies, Instant time) {
    Outline outline = Outline.of(policies, named, time);
    boolean tooLarge = !fits(outline);
    if (tooLarge) {
      outline = Outline.empty();
    }
    List<List<PortRange>> ports = ports(outline);
    return line("OTHERWISE", tooLarge || otherwise == Way.PROXY ? "PROXY" : quoted("DIRECT"))
        + line("PORTS", array(ports.stream().map(PacScript::ranges).toList()))
        + line("NAMES", names(outline.names(), ports))
        + line("BLOCKS", blocks(outline.blocks(), ports))
        + line("PAST_NAMES", names(direct.names(), List.of()))
        + line(
            "PAST_BLOCKS", array(direct.blocks().keySet().stream().map(PacScript::past).toList()))
        + line(
            "SPECIAL",
            array(special.stream().map(AddressBlock::toString).map(PacScript::past).toList()))
        + PacFunctions.TEXT;
  }

  /** The first line: the proxies that are asked, the first one that answers is taken. */
  public static String proxyLine(List<ProxyAddress> proxies) {
    return line(
        "PROXY",
        quoted(proxies.stream().map(ProxyAddress::toString).collect(Collectors.joining("; "))));
  }

  private static boolean fits(Outline outline) {
    return outline.size() <= MAX_ENTRIES
        && outline.blocks().size() <= MAX_BLOCKS
        && text(outline.names()) + text(outline.blocks()) <= MAX_TEXT;
  }

  private static int text(Map<String, List<PortRange>> entries) {
    return entries.entrySet().stream()
        .mapToInt(entry -> entry.getKey().length() + 12 * entry.getValue().size())
        .sum();
  }

  /** Most hosts have the same ports: each set of them is written once. */
  private static List<List<PortRange>> ports(Outline outline) {
    Map<List<PortRange>, Boolean> sets = new LinkedHashMap<>();
    outline.names().values().forEach(set -> sets.put(set, true));
    outline.blocks().values().forEach(set -> sets.put(set, true));
    return new ArrayList<>(sets.keySet());
  }

  private static String ranges(List<PortRange> ports) {
    return array(
        ports.stream()
            .flatMap(range -> List.of(range.first(), range.last()).stream())
            .map(String::valueOf)
            .toList());
  }

  /**
   * An object that is looked up in. Every key begins with a character that no property of any
   * object begins with: {@code __proto__} is a host name too.
   */
  private static String names(
      SortedMap<String, List<PortRange>> names, List<List<PortRange>> ports) {
    Map<List<PortRange>, Integer> index = index(ports);
    return names.entrySet().stream()
        .map(
            entry ->
                quoted((entry.getKey().startsWith(".") ? "" : "=") + entry.getKey())
                    + ": "
                    + index.getOrDefault(entry.getValue(), 0))
        .collect(Collectors.joining(",\n  ", "{", "}"));
  }

  private static String blocks(
      SortedMap<String, List<PortRange>> blocks, List<List<PortRange>> ports) {
    Map<List<PortRange>, Integer> index = index(ports);
    return array(
        blocks.entrySet().stream()
            .map(entry -> block(entry.getKey(), index.getOrDefault(entry.getValue(), 0)))
            .toList());
  }

  private static String past(String block) {
    return block(block, 0);
  }

  private static String block(String block, int ports) {
    return "[" + quoted(block) + ", " + ports + "]";
  }

  private static Map<List<PortRange>, Integer> index(List<List<PortRange>> ports) {
    Map<List<PortRange>, Integer> index = new LinkedHashMap<>();
    ports.forEach(set -> index.put(set, index.size()));
    return index;
  }

  private static String array(List<String> elements) {
    return "[" + String.join(", ", elements) + "]";
  }

  private static String line(String name, String value) {
    return "var " + name + " = " + value + ";\n";
  }

  /** Fails rather than write what could end a string: no name or address has such a character. */
  private static String quoted(String text) {
    if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7f && "\"\\<>&'".indexOf(c) < 0)) {
      throw new IllegalStateException("not to be written into a script");
    }
    return "\"" + text + "\"";
  }
}
