package io.sekisho.watch;

import static io.sekisho.watch.Traffic.closed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A day of a company from a seed: people who browse, jobs that build, clients that poll, nightly
 * backups, mail, and what goes wrong every day. The past that goes with it is that of such days.
 */
final class OrdinaryDay {

  static final Instant MORNING = Instant.parse("2026-03-03T00:00:00Z");

  private static final Instant LONG_AGO = MORNING.minus(Duration.ofDays(80));
  private static final int HOSTS = 2_000;
  private static final int DAY = 86_400;

  private final Random random;
  private final List<Event> events = new ArrayList<>();
  final Past past = new Past();

  OrdinaryDay(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      browse("person-" + i, i);
    }
    for (int i = 0; i < 30; i++) {
      build("ci-" + i, i);
    }
    for (int i = 0; i < 40; i++) {
      poll("agent-" + i, i);
    }
    for (int i = 0; i < 10; i++) {
      backUp("backup-" + i, i);
    }
    for (int i = 0; i < 60; i++) {
      readMail("person-" + i, i);
    }
    goWrong();
  }

  /** All that happens, in its order. */
  List<Event> events() {
    return events.stream().sorted(Comparator.comparing(Event::time)).toList();
  }

  void add(List<Event> more) {
    events.addAll(more);
  }

  private static Instant at(double second) {
    return MORNING.plusMillis(Math.round(second * 1_000));
  }

  private Traffic person(String user, int i) {
    return Traffic.of(user).from("10.1." + i / 200 + "." + (i % 200 + 1));
  }

  /** A few hosts are on every page, most are hardly ever asked for. */
  private String host() {
    double place = Math.pow(random.nextDouble(), 3);
    return "h" + (int) (place * HOSTS) + ".web.test";
  }

  private void tunnel(Traffic who, double second, String host, int port, long up) {
    Event opened = who.opened(at(second), host, port);
    events.add(opened);
    long millis = 200 + random.nextInt(90_000);
    events.add(closed(opened, Duration.ofMillis(millis), up));
  }

  /** Some three to sixty pages a day, each with its hosts, of which some are blocked or gone. */
  private void browse(String user, int i) {
    for (int h = 0; h < HOSTS; h += 3) {
      past.knows(user, LONG_AGO, "h" + h + ".web.test");
    }
    past.sends(user, 20, 5e6 + random.nextInt(100_000_000));
    Traffic office = person(user, i);
    Traffic train = office.from("198.51.100." + (i % 200 + 1));
    int pages = 3 + random.nextInt(60);
    double second = 8 * 3_600 + random.nextInt(7_200);
    for (int page = 0; page < pages; page++) {
      second += -Math.log(1 - random.nextDouble()) * 600;
      Traffic here = second > 17 * 3_600 ? train : office;
      int hosts = 2 + random.nextInt(28);
      for (int k = 0; k < hosts; k++) {
        double moment = second + random.nextDouble() * 8;
        double fate = random.nextDouble();
        if (fate < 0.08) {
          events.add(here.refused(at(moment), Event.Cause.DENIED, "t" + host(), 443));
        } else if (fate < 0.10) {
          events.add(here.refused(at(moment), Event.Cause.NOT_REACHED, "gone-" + host(), 443));
        } else {
          long up = random.nextInt(100) == 0 ? random.nextInt(30_000_000) : random.nextInt(60_000);
          tunnel(here, moment, host(), 443, up);
        }
      }
    }
  }

  /** Jobs at any hour, each with hundreds of short tunnels to the same few hosts. */
  private void build(String user, int i) {
    String[] sources = {"git.dev.test", "npm.dev.test", "maven.dev.test", "pypi.dev.test"};
    past.knows(user, LONG_AGO, sources).sends(user, 28, 3e9);
    int jobs = 5 + random.nextInt(20);
    for (int job = 0; job < jobs; job++) {
      Traffic runner =
          Traffic.of(user).showing(user + "-job-" + job).from("10.2.0." + (1 + random.nextInt(4)));
      double second = random.nextInt(DAY - 1_800);
      int tunnels = 20 + random.nextInt(300);
      for (int k = 0; k < tunnels; k++) {
        second += random.nextDouble() * 0.8;
        String source = sources[random.nextInt(sources.length)];
        if (random.nextInt(200) == 0) {
          events.add(runner.refused(at(second), Event.Cause.NOT_REACHED, source, 443));
        } else {
          tunnel(runner, second, source, 443, 500 + random.nextInt(5_000));
        }
      }
      tunnel(runner, second + 5, "git.dev.test", 22, random.nextInt(80_000_000));
    }
  }

  /** Like clockwork, all day: to hosts of long standing, and to a new one that many have. */
  private void poll(String user, int i) {
    past.knows(user, LONG_AGO, "hub.dev.test", "own-" + i + ".dev.test").sends(user, 28, 2e6);
    int interval = List.of(30, 60, 300).get(i % 3);
    Traffic agent = Traffic.of(user).from("10.3.0." + (i + 1));
    String hub = i % 2 == 0 ? "new-hub.dev.test" : "own-" + i + ".dev.test";
    for (double second = random.nextInt(interval); second < DAY; second += interval) {
      tunnel(agent, second + random.nextDouble(), hub, 443, 900);
    }
  }

  /** As much every night, in some large tunnels. */
  private void backUp(String user, int i) {
    past.knows(user, LONG_AGO, "vault.dev.test").sends(user, 28, 4e9);
    Traffic host = Traffic.of(user).from("10.4.0." + (i + 1));
    for (int k = 0; k < 8; k++) {
      Event opened = host.opened(at(3_600 + k * 900 + random.nextInt(300)), "vault.dev.test", 443);
      long up = 400_000_000 + random.nextInt(200_000_000);
      events.add(opened);
      events.add(Traffic.carried(opened, Duration.ofMinutes(5), up / 2));
      events.add(closed(opened, Duration.ofMinutes(9), up));
    }
  }

  private void readMail(String user, int i) {
    past.knows(user, LONG_AGO, "mail.dev.test");
    for (double second = 8 * 3_600 + random.nextInt(300); second < 18 * 3_600; second += 300) {
      tunnel(person(user, i), second, "mail.dev.test", 993, 3_000);
    }
  }

  /** Passes that have run out, a file server that wants many ports, somebody who types names. */
  private void goWrong() {
    for (int i = 0; i < 50; i++) {
      double second = random.nextInt(DAY - 3_600);
      int failures = 1 + random.nextInt(12);
      for (int k = 0; k < failures; k++) {
        second += 1 + random.nextInt(10);
        events.add(person("person-" + i, i).badPass(at(second)));
      }
    }
    past.knows("person-1", LONG_AGO, "ftp.web.test");
    for (int k = 0; k < 60; k++) {
      tunnel(person("person-1", 1), 40_000 + k * 4, "ftp.web.test", 20_000 + k, 10_000);
    }
    for (int k = 0; k < 40; k++) {
      events.add(
          person("person-2", 2)
              .refused(at(41_000 + k * 5), Event.Cause.NOT_REACHED, "typo" + k + ".test", 443));
    }
    for (int i = 0; i < 20; i++) {
      // A share of somebody's, for the first time, and not much.
      tunnel(person("person-" + i, i), 42_000 + i * 60, "share" + i + ".web.test", 443, 40 << 20);
      Event opened = person("person-" + i, i).opened(at(43_000 + i * 60), "web.test", 443);
      events.addAll(List.of(opened, closed(opened, Duration.ofSeconds(1), 9, "tls_violation")));
    }
  }
}
