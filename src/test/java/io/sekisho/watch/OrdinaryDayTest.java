package io.sekisho.watch;

import static io.sekisho.watch.Traffic.carried;
import static io.sekisho.watch.Traffic.closed;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.TestConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the thresholds as they are delivered: nothing on ordinary days, and all that is not. */
class OrdinaryDayTest {

  /** From half past ten on, in the middle of everything else. */
  private static final Instant BEGIN = OrdinaryDay.MORNING.plus(Duration.ofMinutes(630));

  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  /**
   * What somebody does who should be found.
   *
   * @param due when there has been enough of it
   */
  private record Attack(RuleName rule, String subject, Instant due, List<Event> events) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shouldFindNothingInAnOrdinaryDay(long seed) {
    OrdinaryDay day = new OrdinaryDay(seed);
    assertThat(day.events()).as("a day of seed " + seed).hasSizeGreaterThan(150_000);
    assertThat(observe(day, new Random(seed))).as("seed " + seed).isEmpty();
  }

  @Test
  void shouldFindEveryAttackWithinAMinute() {
    OrdinaryDay day = new OrdinaryDay(7);
    List<Attack> attacks = attacks(new Random(7));
    assertThat(attacks).extracting(Attack::rule).containsExactlyInAnyOrder(RuleName.values());
    attacks.forEach(attack -> day.add(attack.events()));
    day.past.knows("visitor", OrdinaryDay.MORNING.minus(Duration.ofDays(80)), "known.test");
    day.past.sends("person-105", 20, 20_000_000);
    Map<String, Instant> found = new LinkedHashMap<>();
    observe(day, new Random(7))
        .forEach(
            finding -> found.putIfAbsent(finding.rule() + " " + finding.subject(), finding.time()));
    assertThat(found.keySet())
        .containsExactlyInAnyOrderElementsOf(
            attacks.stream().map(attack -> attack.rule() + " " + attack.subject()).toList());
    for (Attack attack : attacks) {
      assertThat(found.get(attack.rule() + " " + attack.subject()))
          .as("when " + attack.rule() + " was found, due at " + attack.due())
          .isBetween(attack.due().minus(A_MINUTE), attack.due().plus(A_MINUTE));
    }
  }

  /** What could not be stored is shown again, and must not be lost by that, nor count twice. */
  @Test
  void shouldFindTheSameIfItIsShownAgain() {
    OrdinaryDay day = new OrdinaryDay(8);
    day.past.sends("person-105", 20, 20_000_000);
    for (Attack attack : attacks(new Random(8))) {
      List<Event> events =
          attack.events().stream().sorted(Comparator.comparing(Event::time)).toList();
      events.forEach(day.past::count);
      Watch watch = new Watch(TestConfig.with(Map.of()).watch(), day.past, day.past);
      List<Finding> once = watch.observe(events);
      assertThat(once).as(attack.rule().label()).isNotEmpty();
      List<Finding> again = watch.observe(events);
      assertThat(again).as(attack.rule().label()).isNotEmpty();
      assertThat(again.get(again.size() - 1)).isEqualTo(once.get(once.size() - 1));
    }
  }

  private static List<Attack> attacks(Random random) {
    List<Attack> attacks = new ArrayList<>();
    Traffic denied = person(100);
    attacks.add(
        attack(RuleName.DENIALS, "person-100", 25, 120, at -> List.of(denied.denied(at)), 0.5));
    Traffic guessing = Traffic.ofNobody().from("203.0.113.9");
    attacks.add(
        attack(RuleName.BAD_PASSES, "203.0.113.9", 30, 90, at -> List.of(guessing.badPass(at)), 1));
    Traffic ports = person(102);
    int[] port = {0};
    attacks.add(
        attack(
            RuleName.SCAN_PORTS,
            "person-102",
            75,
            60,
            at ->
                List.of(ports.refused(at, Event.Cause.NOT_REACHED, "one.web.test", ++port[0] * 7)),
            5));
    Traffic hosts = person(103);
    attacks.add(
        attack(
            RuleName.SCAN_HOSTS,
            "person-103",
            240,
            150,
            at -> List.of(hosts.refused(at, Event.Cause.NOT_REACHED, "192.0.2." + port[0]++, 445)),
            2));
    attacks.add(upload("person-104", "drop.evil.test"));
    attacks.add(moreThanEver("person-105"));
    attacks.add(beacon(random));
    Traffic tunnelling = person(107);
    attacks.add(
        attack(
            RuleName.HELLO_VIOLATION,
            "person-107",
            240,
            5,
            at -> {
              Event opened = tunnelling.opened(at, "h3.web.test", 443);
              return List.of(opened, closed(opened, Duration.ofSeconds(1), 90, "tls_violation"));
            },
            120));
    int[] address = {0};
    attacks.add(
        attack(
            RuleName.SHARED_PASS,
            "visitor",
            400,
            8,
            at ->
                List.of(
                    Traffic.of("visitor")
                        .from("203.0.113." + (100 + address[0]++))
                        .opened(at, "known.test", 443)),
            100));
    return attacks;
  }

  private static Traffic person(int i) {
    return Traffic.of("person-" + i).from("10.1.0." + (i + 1));
  }

  private interface Step {
    List<Event> at(Instant time);
  }

  private static Attack attack(
      RuleName rule, String subject, int dueSecond, int steps, Step step, double secondsApart) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      events.addAll(step.at(BEGIN.plusMillis(Math.round(i * secondsApart * 1_000))));
    }
    return new Attack(rule, subject, BEGIN.plusSeconds(dueSecond), events);
  }

  /** One tunnel that stays open, as its interim records tell. */
  private static Attack upload(String user, String host) {
    Event opened = person(104).opened(BEGIN, host, 443);
    List<Event> events = new ArrayList<>(List.of(opened));
    for (int i = 1; i <= 12; i++) {
      events.add(carried(opened, Duration.ofMinutes(5 * i), i * (30L << 20)));
    }
    return new Attack(
        RuleName.NEW_DESTINATION_UPLOAD, user, BEGIN.plus(Duration.ofMinutes(20)), events);
  }

  /** To where this user goes every day. */
  private static Attack moreThanEver(String user) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Event opened = person(105).opened(BEGIN.plusSeconds(i * 30), "h0.web.test", 443);
      events.addAll(List.of(opened, closed(opened, Duration.ofSeconds(20), 50_000_000)));
    }
    return new Attack(RuleName.UPLOAD_BASELINE, user, BEGIN.plusSeconds(21 * 30 + 20), events);
  }

  /** Every two minutes, with a tenth of jitter. */
  private static Attack beacon(Random random) {
    List<Event> events = new ArrayList<>();
    Instant time = BEGIN;
    Instant due = BEGIN;
    for (int i = 0; i < 30; i++) {
      Event opened = person(106).opened(time, "c2.evil.test", 8443);
      Event closed = closed(opened, Duration.ofSeconds(2), 1_200 + random.nextInt(500));
      events.addAll(List.of(opened, closed));
      if (i == 11) {
        due = closed.time();
      }
      time = time.plusMillis(120_000 - 12_000 + random.nextInt(24_000));
    }
    return new Attack(RuleName.BEACON, "person-106", due, events);
  }

  /** By pages, as the log is shown; the sums of the log are as new as it. */
  private static List<Finding> observe(OrdinaryDay day, Random random) {
    Watch watch = new Watch(TestConfig.with(Map.of()).watch(), day.past, day.past);
    List<Event> events = day.events();
    List<Finding> findings = new ArrayList<>();
    int done = 0;
    while (done < events.size()) {
      List<Event> page =
          events.subList(done, Math.min(events.size(), done + 1 + random.nextInt(1_000)));
      page.forEach(day.past::count);
      findings.addAll(watch.observe(page));
      done += page.size();
    }
    return findings;
  }
}
