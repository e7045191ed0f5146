package io.sekisho.proof;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The hashes of records that stay where the ones behind them were dropped. */
public final class KeptHashes {

  private static final Pattern ENTRY = Pattern.compile("[0-9]{1,18}:[0-9a-f]{64}");

  private final Map<Long, byte[]> hashes = new HashMap<>();

  /** Adds one. */
  public void add(long sequence, byte[] hash) {
    hashes.put(sequence, hash);
  }

  /**
   * Adds what a statement says.
   *
   * @throws IllegalArgumentException if that has not the form of {@code 103:5a2e…,110:77f0…}
   */
  void addAll(String text) {
    for (String entry : text.split(",", -1)) {
      if (!ENTRY.matcher(entry).matches()) {
        throw new IllegalArgumentException("is no record with its hash: " + entry);
      }
      int colon = entry.indexOf(':');
      add(
          Long.parseLong(entry.substring(0, colon)),
          HexFormat.of().parseHex(entry.substring(colon + 1)));
    }
  }

  /** The hash of a record, if it is one of them. */
  Optional<String> of(long sequence) {
    return Optional.ofNullable(hashes.get(sequence)).map(HexFormat.of()::formatHex);
  }

  /** In the form of a statement; null if there is none. */
  public String statement() {
    if (hashes.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    hashes.keySet().stream()
        .sorted()
        .forEach(
            sequence ->
                text.append(text.isEmpty() ? "" : ",")
                    .append(sequence)
                    .append(':')
                    .append(HexFormat.of().formatHex(hashes.get(sequence))));
    return text.toString();
  }
}
