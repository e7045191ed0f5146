package io.sekisho.watch;

import static io.sekisho.watch.Traffic.at;
import static io.sekisho.watch.Traffic.carried;
import static io.sekisho.watch.Traffic.closed;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.TestConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule fires at its threshold, and not just below it. */
class RulesTest {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Instant LONG_AGO = Traffic.NOON.minus(Duration.ofDays(60));
  private static final Traffic ALICE = Traffic.of("alice");

  private final Map<String, String> keys = new HashMap<>();
  private final Past past = new Past().knows("alice", LONG_AGO, "known.test");

  @ParameterizedTest
  @CsvSource({"49, 1, 0", "50, 1, 1", "50, 1.3, 0", "60, 1, 11", "200, 1.3, 0"})
  void shouldFindABurstOfDenials(int number, double secondsApart, int times) {
    assertFound(
        "denials",
        times,
        IntStream.range(0, number).mapToObj(i -> ALICE.denied(at(i * secondsApart))).toList());
  }

  @Test
  void shouldCountDenialsOfOneUserOnlyAndNothingElse() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 49; i++) {
      events.add(ALICE.denied(at(i)));
      events.add(Traffic.of("bob").denied(at(i)));
      events.add(ALICE.refused(at(i), Event.Cause.OTHER, "a.test", 443));
      events.add(ALICE.opened(at(i), "known.test", 443));
      events.add(Traffic.ofNobody().badPass(at(i * 3)));
    }
    assertThat(observe(events)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"29, 0", "30, 1", "31, 2"})
  void shouldFindABurstOfBadPasses(int number, int times) {
    assertFound(
        "bad-passes",
        times,
        IntStream.range(0, number).mapToObj(i -> Traffic.ofNobody().badPass(at(i))).toList());
  }

  @Test
  void shouldTakeANetworkOfIpv6ForOneSource() {
    List<Event> near =
        IntStream.range(0, 30)
            .mapToObj(i -> Traffic.ofNobody().from("2001:db8:0:1::" + (i + 1)).badPass(at(i)))
            .toList();
    List<Finding> found = observe(near);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).subject()).isEqualTo("2001:db8:0:1::/64");
    List<Event> far =
        IntStream.range(0, 30)
            .mapToObj(i -> Traffic.ofNobody().from("2001:db8:0:" + (i + 1) + "::1").badPass(at(i)))
            .toList();
    assertThat(observe(far)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_REACHED, 14, 0",
    "NOT_REACHED, 15, 1",
    "DENIED, 14, 0",
    "DENIED, 15, 1",
    "OTHER, 200, 0"
  })
  void shouldFindAScanOfPorts(Event.Cause cause, int ports, int times) {
    keys.put("sekisho.watch.denials.enabled", "false");
    assertFound(
        "scan-ports",
        times,
        IntStream.range(0, ports)
            .mapToObj(i -> ALICE.refused(at(i), cause, "one.test", 1 + i))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"99, 0", "100, 1"})
  void shouldFindAScanOfPortsThatAreOpen(int ports, int times) {
    assertFound(
        "scan-ports",
        times,
        IntStream.range(0, ports)
            .mapToObj(i -> ALICE.opened(at(i * 2), "known.test", 1 + i))
            .toList());
  }

  @Test
  void shouldNotTakeOnePortOrManyHostsForAScanOfPorts() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(ALICE.refused(at(i), Event.Cause.NOT_REACHED, "one.test", 443));
      events.add(ALICE.refused(at(i), Event.Cause.NOT_REACHED, "h" + i + ".test", 1 + i));
    }
    assertThat(observe(events)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"NOT_REACHED, 119, 0", "NOT_REACHED, 120, 1", "OTHER, 2000, 0"})
  void shouldFindAScanOfHosts(Event.Cause cause, int hosts, int times) {
    assertFound(
        "scan-hosts",
        times,
        IntStream.range(0, hosts)
            .mapToObj(i -> ALICE.refused(at(i / 10.0), cause, "10.0.0." + i, 443))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"999, 0", "1000, 1"})
  void shouldFindAScanOfHostsThatAnswer(int hosts, int times) {
    assertFound(
        "scan-hosts",
        times,
        IntStream.range(0, hosts)
            .mapToObj(i -> ALICE.opened(at(i / 10.0), "h" + i + ".test", 443))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "new.test, 99999999, 0",
    "new.test, 100000000, 0",
    "new.test, 104857599, 0",
    "new.test, 104857600, 1",
    "known.test, 9000000000, 0"
  })
  void shouldFindMuchThatGoesToANewDestination(String host, long bytes, int times) {
    Event opened = ALICE.opened(at(0), host, 443);
    assertFound("new-destination-upload", times, List.of(opened, closed(opened, SOON, bytes)));
  }

  /** While it is under way, and split over many tunnels. */
  @Test
  void shouldFindItBeforeTheTunnelsAreOver() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Event opened = ALICE.opened(at(i * 60), "new.test", 443);
      events.add(opened);
      events.add(carried(opened, Duration.ofMinutes(5), 4 << 20));
      events.add(carried(opened, Duration.ofMinutes(10), 10 << 20));
    }
    events.sort(java.util.Comparator.comparing(Event::time));
    List<Finding> found = observe(events);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).evidence()).hasSize(10);
    assertThat(found.get(0).figures()).containsEntry("bytesUp", 100L << 20);
  }

  @Test
  void shouldNotCountWhatIsFarApartOrGoesElsewhere() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Event opened = ALICE.opened(at(i * 1_801), "new.test", 443);
      Event other = ALICE.opened(at(i * 1_801), "new" + i + ".test", 443);
      events.addAll(List.of(opened, closed(opened, SOON, 40 << 20), other));
      events.add(closed(other, SOON, 60 << 20));
    }
    assertThat(observe(events)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"alice, 1", "newcomer, 0"})
  void shouldLearnSomebodysDestinationsFirst(String user, int times) {
    Event opened = Traffic.of(user).opened(at(0), "new.test", 443);
    assertFound("new-destination-upload", times, List.of(opened, closed(opened, SOON, 1L << 30)));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 200000000, 1999999999, 0",
    "7, 200000000, 2000000000, 1",
    "6, 200000000, 2000000000, 0",
    "28, 1000, 1073741823, 0",
    "28, 1000, 1073741824, 1"
  })
  void shouldFindFarMoreThanOnOtherDays(int days, double mean, long bytes, int times) {
    past.sends("alice", days, mean);
    Event opened = ALICE.opened(at(0), "known.test", 443);
    Event closed = closed(opened, SOON, bytes);
    past.count(closed);
    assertFound("upload-baseline", times, List.of(opened, closed));
  }

  @Test
  void shouldCountWhatOpenTunnelsHaveSentAndNoTunnelTwice() {
    past.sends("alice", 20, 1_000);
    Event opened = ALICE.opened(at(0), "known.test", 443);
    List<Event> events =
        List.of(opened, carried(opened, SOON, 600 << 20), carried(opened, SOON, 1_000 << 20));
    assertThat(observe(events)).isEmpty();
    Event more = ALICE.opened(at(60), "known.test", 443);
    Event enough = carried(more, SOON, 24 << 20);
    assertThat(observe(List.of(opened, events.get(2), more, enough))).hasSize(1);
    // What comes late tells of a tunnel that is in the sums by now.
    Event closed = closed(opened, SOON, 1_000 << 20);
    past.count(closed);
    assertThat(observe(List.of(opened, events.get(1), events.get(2), closed))).isEmpty();
    assertThat(observe(List.of(opened, events.get(2), closed, more, enough))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // number, interval, jitter in percent of it, bytes, host, found
    "11, 60, 0, 500, c2.test, 0",
    "12, 60, 0, 500, c2.test, 1",
    "12, 60, 10, 500, c2.test, 1",
    "12, 60, 60, 500, c2.test, 0",
    "12, 60, 0, 65537, c2.test, 0",
    "12, 9, 0, 500, c2.test, 0",
    "12, 10, 0, 500, c2.test, 1",
    "12, 7200, 0, 500, c2.test, 1",
    "12, 7300, 0, 500, c2.test, 0",
    "12, 60, 0, 500, known.test, 0",
    "12, 60, 0, 500, popular.test, 0"
  })
  void shouldFindABeacon(int number, int interval, int jitter, long bytes, String host, int times) {
    for (String user : List.of("bob", "carol", "dave")) {
      past.knows(user, LONG_AGO, "popular.test");
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      double late = interval * jitter / 100.0 * (i % 3 - 1) / 2;
      Event opened = ALICE.opened(at(i * interval + late), host, 443);
      events.add(opened);
      events.add(closed(opened, SOON, bytes));
    }
    assertFound("beacon", times, events);
  }

  @Test
  void shouldRememberABoundedNumberOfWays() {
    Beacon beacon =
        new Beacon(
            new Beacon.Bounds(
                12, 1_000, 0.1, SOON, Duration.ofHours(1), 3, Duration.ofDays(7), Duration.ZERO),
            past);
    for (int i = 0; i < 200_000; i++) {
      beacon.observe(closed(ALICE.opened(at(i), "h" + i + ".test", 443), SOON, 100));
    }
    assertThat(beacon.size()).isEqualTo(Beacon.MAX_WAYS);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 10, tls_violation, 0",
    "3, 10, tls_violation, 1",
    "3, 301, tls_violation, 0",
    "30, 10, client_closed, 0"
  })
  void shouldFindViolations(int number, int secondsApart, String reason, int times) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Event opened = ALICE.opened(at(i * secondsApart + i * i % 7 / 10.0), "known.test", 443);
      events.addAll(List.of(opened, closed(opened, SOON, 100, reason)));
    }
    assertFound("hello-violation", times, events);
  }

  @ParameterizedTest
  @CsvSource({"4, 60, 0", "5, 60, 1", "5, 151, 0"})
  void shouldFindOnePassFromManyAddresses(int addresses, int secondsApart, int times) {
    assertFound(
        "shared-pass",
        times,
        IntStream.range(0, addresses)
            .mapToObj(
                i ->
                    ALICE
                        .from("192.0.2." + (i + 1))
                        .opened(at(i * secondsApart), "known.test", 443))
            .toList());
  }

  @Test
  void shouldNotTakeManyPassesOfOneUserForOne() {
    assertThat(
            observe(
                IntStream.range(0, 50)
                    .mapToObj(
                        i ->
                            ALICE
                                .showing("p" + i)
                                .from("192.0.2." + i)
                                .opened(at(i), "known.test", 443))
                    .toList()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "exempt-users, alice, 0",
    "exempt-users, bob, 1",
    "exempt-hosts, 'other.test,denied.test', 0",
    "exempt-hosts, DENIED.test, 0",
    "exempt-hosts, *.test, 0",
    "exempt-hosts, *.denied.test, 1",
    "exempt-clients, 192.0.2.0/24, 0",
    "exempt-clients, 192.0.2.1, 0",
    "exempt-clients, 2001:db8::/32, 1",
    "enabled, false, 0",
    "threshold, 51, 0",
    "within, 48s, 0"
  })
  void shouldLeaveOutWhatIsExempt(String key, String value, int times) {
    keys.put("sekisho.watch.denials." + key, value);
    assertFound(
        "denials", times, IntStream.range(0, 50).mapToObj(i -> ALICE.denied(at(i))).toList());
  }

  /** Whatever finds something says what it measured, and on which attempts it rests. */
  @Test
  void shouldTellWhatWasMeasured() {
    List<Event> events = IntStream.range(0, 50).mapToObj(i -> ALICE.denied(at(i))).toList();
    Finding found = observe(events).get(0);
    assertThat(found.user()).contains("alice");
    assertThat(found.time()).isEqualTo(at(49));
    assertThat(found.summary()).isEqualTo("50 attempts that were denied within one minute");
    assertThat(found.figures())
        .isEqualTo(Map.of("attempts", 50, "threshold", 50, "within", "PT1M"));
    assertThat(found.evidence())
        .extracting(Finding.Evidence::tunnel)
        .containsExactlyElementsOf(events.stream().map(event -> event.attempt().tunnel()).toList());
  }

  @Test
  void shouldChangeNothingIfShownTwice() {
    List<Event> events = IntStream.range(0, 49).mapToObj(i -> ALICE.denied(at(i))).toList();
    Watch watch = watch();
    assertThat(watch.observe(events)).isEmpty();
    assertThat(watch.observe(events)).isEmpty();
    assertThat(watch.observe(List.of(ALICE.denied(at(50))))).hasSize(1);
    watch.forget();
    assertThat(watch.observe(List.of(ALICE.denied(at(51))))).isEmpty();
  }

  /** Of a replica that was without the database for a day, between those of one that was not. */
  @Test
  void shouldJudgeLateRecordsByTheirOwnTime() {
    List<Event> late = IntStream.range(0, 50).mapToObj(i -> ALICE.denied(at(i))).toList();
    List<Event> now = IntStream.range(0, 49).mapToObj(i -> ALICE.denied(at(86_400 + i))).toList();
    List<Event> mixed = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      if (i < now.size()) {
        mixed.add(now.get(i));
      }
      mixed.add(late.get(i));
    }
    List<Finding> found = observe(mixed);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).time()).isEqualTo(at(49));
  }

  private void assertFound(String rule, int times, List<Event> events) {
    List<Finding> found = observe(events);
    assertThat(found).extracting(finding -> finding.rule().label()).allMatch(rule::equals);
    assertThat(found).hasSize(times);
    assertThat(found).allMatch(finding -> !finding.evidence().isEmpty());
  }

  private List<Finding> observe(List<Event> events) {
    return watch().observe(events);
  }

  private Watch watch() {
    return new Watch(TestConfig.with(keys).watch(), past, past);
  }
}
