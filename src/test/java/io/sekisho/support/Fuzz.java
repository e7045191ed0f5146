package io.sekisho.support;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * How many hostile inputs, and from which seed. Tests that use it carry the tag {@value #TAG}; the
 * Maven profile of that name runs them with many more inputs.
 */
public final class Fuzz {

  public static final String TAG = "fuzz";

  // Not under the application's own prefix, where it refuses every key that it does not know.
  private static final String INPUTS = "fuzz.inputs";
  private static final String SEED = "fuzz.seed";

  private Fuzz() {}

  /** The number of inputs for a test that needs microseconds for each. */
  public static int inputs() {
    return Integer.getInteger(INPUTS, 20_000);
  }

  /** The number of inputs for a test that needs a connection for each. */
  public static int inputsOverSockets() {
    return Math.max(500, Integer.getInteger(INPUTS, 0) / 100);
  }

  /** Where the inputs of this run start. */
  public static long seed() {
    return Long.getLong(SEED, 20_260_317L);
  }

  /** The source of one input, whatever came before it. */
  public static Random source(int number) {
    return new Random(seed() * 1_000_003L + number);
  }

  /** What a failure says, so that it can be had again. */
  public static String describe(int number, byte[] input) {
    return "input " + number + " of -D" + SEED + "=" + seed() + ": " + escape(input);
  }

  private static String escape(byte[] input) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : new String(input, StandardCharsets.ISO_8859_1).toCharArray()) {
      switch (c) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '"', '\\' -> text.append('\\').append(c);
        default ->
            text.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c));
      }
    }
    return text.append('"').toString();
  }
}
