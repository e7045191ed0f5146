package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good hosts, damaged at random: refused, or brought to a form that is its own normal form. */
class HostMutationTest {

  private static final int INPUTS_PER_SEED = 5_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,253}");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:]{2,39}");

  private static final List<String> GOOD =
      List.of(
          "example.com",
          "EXAMPLE.com.",
          "xn--bcher-kva.example",
          "xn--fa-hia.xn--fiqs8s",
          "_sip._tcp.a-b.example.com",
          "r3---sn-abc.googlevideo.com",
          "192.0.2.1",
          "[2001:db8::1]",
          "[::ffff:192.0.2.1]",
          "[64:ff9b::192.0.2.33]",
          "a".repeat(63) + "." + "b".repeat(63) + ".example",
          "b\u00fccher.example",
          "\u05d0\u05d1.example",
          "\u4f8b\uff0e\u4f8b\u3002");
  private static final List<String> BITS =
      List.of(
          ".",
          "..",
          "-",
          "--",
          "xn--",
          ".xn--",
          "_",
          "[",
          "]",
          ":",
          "::",
          "%",
          "%25",
          "%2e",
          "@",
          "/",
          "\\",
          "?",
          "#",
          " ",
          "\t",
          "\r\n",
          "\u0000",
          "0x",
          "0",
          "1",
          "255",
          "256",
          "a",
          "Z",
          "*",
          "+",
          ",",
          "\u00df",
          "\u00ad",
          "\u200d",
          "\u200c",
          "\u0308",
          "\u05d0",
          "\u0661",
          "\u212a",
          "\u3002",
          "\uff0e",
          "\uff11",
          "\ufdfa",
          "\ufffd",
          "\ud800",
          "\udc00",
          "\ud83d\ude00",
          "\u007f",
          "\u0130");

  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldReadAnAuthorityInOneWayOrRefuseIt(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < INPUTS_PER_SEED; i++) {
      String text = mutated(random, pick(random, GOOD) + ":443");
      Supplier<String> input = () -> "seed " + seed + ": " + escaped(text);

      read(Authority::parse, text, input)
          .ifPresent(
              authority -> {
                assertNormal(authority.host(), input);
                assertThat(text).as(input).matches("\\p{ASCII}*");
                assertThat(Authority.parse(authority.toString())).as(input).isEqualTo(authority);
              });
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldReadAWrittenHostInOneWayOrRefuseIt(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < INPUTS_PER_SEED; i++) {
      String text = mutated(random, pick(random, GOOD));
      Supplier<String> input = () -> "seed " + seed + ": " + escaped(text);

      read(Host::parseWritten, text, input)
          .ifPresent(
              host -> {
                assertNormal(host, input);
                assertThat(Host.parseWritten(host.text())).as(input).isEqualTo(host);
                String onTheWire = host.text().contains(":") ? "[" + host + "]" : host.text();
                assertThat(Host.parse(onTheWire)).as(input).isEqualTo(host);
              });
    }
  }

  private static <T> Optional<T> read(
      Function<String, T> parser, String text, Supplier<String> input) {
    try {
      return Optional.of(parser.apply(text));
    } catch (SyntaxException refused) {
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return fail(input.get(), e);
    }
  }

  private static void assertNormal(Host host, Supplier<String> input) {
    assertThat(host.text())
        .as(input)
        .matches(host instanceof Host.Name ? NAME : ADDRESS)
        .doesNotEndWith(".");
  }

  private static String mutated(Random random, String good) {
    StringBuilder text = new StringBuilder(good);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, pick(random, BITS));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
        case 2 -> text.replace(at, Math.min(text.length(), at + 1), pick(random, BITS));
        case 3 -> text.insert(at, (char) random.nextInt(0x250));
        default -> text.insert(at, pick(random, GOOD));
      }
    }
    return text.toString();
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                escaped.append(
                    c > 0x20 && c < 0x7f
                        ? Character.toString(c)
                        : "<" + Integer.toHexString(c) + ">"));
    return escaped.toString();
  }
}
