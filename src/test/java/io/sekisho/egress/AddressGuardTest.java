package io.sekisho.egress;

import static io.sekisho.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.support.Addresses;
import io.sekisho.support.Embedding;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static final CarriedIpv4 SITE = CarriedIpv4.withNat64(Embedding.SITE_PREFIXES);

  private final AddressGuard guard = guard();

  /** Each range with its ends, and whether the addresses just outside are closed too. */
  private static final String RANGES =
      """
      0.0.0.0/8           0.0.0.0         0.255.255.255    -      open
      10.0.0.0/8          10.0.0.0        10.255.255.255   open   open
      100.64.0.0/10       100.64.0.0      100.127.255.255  open   open
      127.0.0.0/8         127.0.0.0       127.255.255.255  open   open
      169.254.0.0/16      169.254.0.0     169.254.255.255  open   open
      172.16.0.0/12       172.16.0.0      172.31.255.255   open   open
      192.0.0.0/24        192.0.0.0       192.0.0.255      open   open
      192.0.2.0/24        192.0.2.0       192.0.2.255      open   open
      192.31.196.0/24     192.31.196.0    192.31.196.255   open   open
      192.52.193.0/24     192.52.193.0    192.52.193.255   open   open
      192.88.99.0/24      192.88.99.0     192.88.99.255    open   open
      192.168.0.0/16      192.168.0.0     192.168.255.255  open   open
      192.175.48.0/24     192.175.48.0    192.175.48.255   open   open
      198.18.0.0/15       198.18.0.0      198.19.255.255   open   open
      198.51.100.0/24     198.51.100.0    198.51.100.255   open   open
      203.0.113.0/24      203.0.113.0     203.0.113.255    open   open
      224.0.0.0/4         224.0.0.0       239.255.255.255  open   closed
      240.0.0.0/4         240.0.0.0       255.255.255.255  closed -
      168.63.129.16/32    168.63.129.16   168.63.129.16    open   open
      ::/3                ::              1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   -    open
      2001::/23           2001::          2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff    open open
      2001:db8::/32       2001:db8::      2001:db8:ffff:ffff:ffff:ffff:ffff:ffff    open open
      2002::/16           2002::          2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff   open open
      2620:4f:8000::/48   2620:4f:8000::  2620:4f:8000:ffff:ffff:ffff:ffff:ffff     open open
      3fff::/20           3fff::          3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff    open open
      4000::/2            4000::          7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   open closed
      8000::/1            8000::          ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff   closed -
      """;

  private record Range(
      String block, InetAddress first, InetAddress last, String before, String after) {
    static Range of(String line) {
      String[] column = line.strip().split(" +");
      return new Range(column[0], address(column[1]), address(column[2]), column[3], column[4]);
    }

    @Override
    public String toString() {
      return block;
    }
  }

  static Stream<Range> ranges() {
    return RANGES.lines().map(Range::of);
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void shouldProhibitARangeFromEndToEndAndNothingBeside(Range range) {
    assertThat(guard.prohibits(range.first())).isTrue();
    assertThat(guard.prohibits(range.last())).isTrue();
    assertNeighbour(range.first(), -1, range.before());
    assertNeighbour(range.last(), 1, range.after());
  }

  @Test
  void shouldProhibitEveryRangeOfTheTableAndNoOther() {
    assertThat(SpecialPurposeRanges.ALL)
        .containsExactlyInAnyOrderElementsOf(
            ranges().map(range -> AddressBlock.parse(range.block())).toList());
  }

  private void assertNeighbour(InetAddress end, int step, String expected) {
    BigInteger next = new BigInteger(1, end.getAddress()).add(BigInteger.valueOf(step));
    boolean exists = next.signum() >= 0 && next.bitLength() <= end.getAddress().length * 8;
    assertThat(exists).as("there is an address beside %s", end).isEqualTo(!expected.equals("-"));
    if (exists) {
      InetAddress neighbour = numbered(next, end.getAddress().length);
      assertThat(guard.prohibits(neighbour))
          .as("%s", neighbour)
          .isEqualTo(expected.equals("closed"));
    }
  }

  /** Parts of the ranges that the registries list on their own, and what clouds put there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "100.100.100.200",
        "169.254.169.254",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.0.192",
        "192.88.99.2",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b:1::",
        "100::1",
        "200::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:1::1",
        "2001:2::1",
        "2001:3::1",
        "2001:4:112::1",
        "2001:10::1",
        "2001:20::1",
        "2001:30::1",
        "fd00:ec2::254",
        "fe80::a9fe:a9fe",
        "ff02::1"
      })
  void shouldProhibitWhatIsInsideARange(String address) {
    assertThat(guard.prohibits(address(address))).as(address).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
        "2606:4700::5efe:808:808"
      })
  void shouldLetPublicAddressesPass(String address) {
    assertThat(guard.prohibits(address(address))).as(address).isFalse();
  }

  @Test
  void shouldOpenExactlyWhatIsPermitted() {
    AddressGuard opened = guard("10.20.0.0/16");

    assertThat(opened.prohibits(address("10.20.0.0"))).isFalse();
    assertThat(opened.prohibits(address("10.20.255.255"))).isFalse();
    assertThat(opened.prohibits(address("10.19.255.255"))).isTrue();
    assertThat(opened.prohibits(address("10.21.0.0"))).isTrue();
    assertThat(opened.prohibits(address("127.0.0.1"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // Neither the form nor what it carries is opened by the other.
    "2002::/16,                 2002:808:808::1,              false",
    "2002::/16,                 2002:a14:1::1,                true",
    "10.20.0.0/16,              2002:a14:1::1,                true",
    "2002::/16 10.20.0.0/16,    2002:a14:1::1,                false",
    "2001::/32,                 2001:0:808:808::f7f7:f7f7,    false",
    "2001::/32,                 2001:0:a14:1::f7f7:f7f7,      true",
    "2001::/32,                 2001:0:808:808::f5eb:fffe,    true",
    "::/96,                     ::808:808,                    false",
    "::/96,                     ::a14:1,                      true",
    "::1/128,                   ::1,                          false",
    "::ffff:0:0:0/96,           ::ffff:0:808:808,             false",
    "::ffff:0:0:0/96,           ::ffff:0:a14:1,               true",
    "fe80::/10,                 fe80::5efe:808:808,           false",
    "fe80::/10,                 fe80::5efe:a14:1,             true",
    // Which length is in use there nobody said: every reading must pass.
    "64:ff9b:1::/48,            64:ff9b:1:808:8:808:808:808,  false",
    "64:ff9b:1::/48,            64:ff9b:1::808:808,           true",
    // RFC 6052 §3.1: not even an opened address that is not global.
    "10.20.0.0/16,              64:ff9b::a14:1,               true",
    "10.20.0.0/16,              2606:4700::5efe:a14:1,        false",
    "10.20.0.0/16,              fd64::a14:1,                  false",
    "10.20.0.0/16,              fd64::a15:1,                  true",
  })
  void shouldOpenAFormAndWhatItCarriesSeparately(
      String permitted, String address, boolean prohibited) {
    assertThat(guard(permitted.split(" ")).prohibits(address(address))).isEqualTo(prohibited);
  }

  @ParameterizedTest
  @CsvSource({
    "64:ff9b:1::/96,        64:ff9b:1::808:808,              false",
    "64:ff9b:1::/96,        64:ff9b:1::a00:1,                true",
    "64:ff9b:1::/96,        64:ff9b:1:0:0:1:808:808,         true",
    "64:ff9b:1:aa00::/56,   64:ff9b:1:aa08:8:808::,          false",
    "64:ff9b:1:aa00::/56,   64:ff9b:1:aa0a:0:1::,            true",
    "64:ff9b:1:aa00::/56,   64:ff9b:1:aa08:108:808::,        true",
    "fd00:64::/96,          fd00:64::808:808,                false",
    "fd00:64::/96,          fd00:64::7f00:1,                 true",
    "fd00:64::/96,          fd00:65::808:808,                true",
    "2606:64::/32,          2606:64:808:808::,               false",
    "2606:64::/32,          2606:64:a00:1::,                 true",
  })
  void shouldServeTheSitesNat64(String prefix, String address, boolean prohibited) {
    AddressGuard site = new AddressGuard(List.of(), CarriedIpv4.withNat64(List.of(prefix)));

    assertThat(site.prohibits(address(address))).isEqualTo(prohibited);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,        false",
    "10.1.0.0/16,       true",
    "10.20.0.0/16,      false",
    "10.20.1.0/24,      false",
    "10.20.0.1/32,      false",
    "10.21.0.1/32,      true",
    "0.0.0.0/0,         false",
    "8.8.8.0/24,        false",
    "192.168.0.0/15,    false",
    "fd00::/8,          false",
    "fd00:65::/32,      true",
    "fd00:64::/32,      false",
    "64:ff9b::/96,      false",
    "64:ff9b:2::/48,    true",
    "2001:db8::/32,     true",
  })
  void shouldProhibitABlockOnlyIfItProhibitsAllOfIt(String block, boolean prohibited) {
    AddressGuard site =
        new AddressGuard(
            List.of(AddressBlock.parse("10.20.0.0/16")),
            CarriedIpv4.withNat64(List.of("fd00:64::/96")));

    assertThat(site.prohibits(AddressBlock.parse(block))).as(block).isEqualTo(prohibited);
  }

  static Stream<Embedding> embeddings() {
    return Embedding.all();
  }

  /** However much of IPv6 is opened: what IPv4 prohibits stays prohibited in every form. */
  @ParameterizedTest
  @MethodSource("embeddings")
  void shouldProhibitWhatCarriesAProhibitedAddress(Embedding form) {
    long seed = 6890;
    Random random = new Random(seed);
    AddressGuard opened = guard("::/0", "10.20.0.0/16");
    int prohibited = 0;
    for (int i = 0; i < 3_000; i++) {
      InetAddress ipv4 = i % 2 == 0 ? Addresses.randomIpv4(random) : inSpecialSpace(random);
      if (opened.prohibits(ipv4)) {
        prohibited++;
        assertThat(opened.prohibits(form.of(ipv4)))
            .as("seed %d: %s of %s", seed, form, ipv4)
            .isTrue();
      }
      if (guard.prohibits(ipv4)) {
        assertThat(guard.prohibits(form.of(ipv4)))
            .as("seed %d: %s of %s", seed, form, ipv4)
            .isTrue();
      }
    }
    assertThat(prohibited).isGreaterThan(1_000);
  }

  private static InetAddress inSpecialSpace(Random random) {
    List<Range> ipv4 = ranges().filter(range -> range.first().getAddress().length == 4).toList();
    Range range = ipv4.get(random.nextInt(ipv4.size()));
    BigInteger first = new BigInteger(1, range.first().getAddress());
    BigInteger size = new BigInteger(1, range.last().getAddress()).subtract(first);
    return numbered(first.add(new BigInteger(32, random).mod(size.add(BigInteger.ONE))), 4);
  }

  private static AddressGuard guard(String... permitted) {
    return new AddressGuard(Stream.of(permitted).map(AddressBlock::parse).toList(), SITE);
  }

  private static InetAddress numbered(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    byte[] digits = number.toByteArray();
    int sign = digits.length > length ? 1 : 0;
    byte[] plain = Arrays.copyOfRange(digits, sign, digits.length);
    System.arraycopy(plain, 0, bytes, length - plain.length, plain.length);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
