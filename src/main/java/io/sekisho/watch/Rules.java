package io.sekisho.watch;

import io.sekisho.config.WatchConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rules as they are configured. */
final class Rules {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST = 10_000;
  private static final int MOST_DAYS = 28;

  private final WatchConfig config;
  private final List<Watch.Guarded> rules = new ArrayList<>();

  private Rules(WatchConfig config) {
    this.config = config;
  }

  /**
   * Those that are enabled.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  static List<Watch.Guarded> of(
      WatchConfig config, Acquaintances acquaintances, Baselines baselines) {
    check("repeat-after", config.repeatAfter(), Duration.ofMinutes(1), Duration.ofDays(30));
    check("learning", config.learning(), Duration.ZERO, Duration.ofDays(3_650));
    check("memory", config.memory(), Duration.ofDays(1), Duration.ofDays(3_650));
    Rules rules = new Rules(config);
    rules.addBursts();
    rules.addScans();
    rules.addUploads(acquaintances, baselines);
    rules.addBeacon(acquaintances);
    return List.copyOf(rules.rules);
  }

  private void addBursts() {
    WatchConfig.Denials denials = config.denials();
    add(
        denials,
        Burst.ofDenials(
            count(RuleName.DENIALS, "threshold", denials.threshold()),
            within(RuleName.DENIALS, denials.within())));
    WatchConfig.BadPasses passes = config.badPasses();
    add(
        passes,
        Burst.ofBadPasses(
            count(RuleName.BAD_PASSES, "threshold", passes.threshold()),
            within(RuleName.BAD_PASSES, passes.within())));
    WatchConfig.HelloViolation hello = config.helloViolation();
    add(
        hello,
        Burst.ofHelloViolations(
            count(RuleName.HELLO_VIOLATION, "threshold", hello.threshold()),
            within(RuleName.HELLO_VIOLATION, hello.within())));
    WatchConfig.SharedPass shared = config.sharedPass();
    add(
        shared,
        new SharedPass(
            between(RuleName.SHARED_PASS, "threshold", shared.threshold(), 2, MOST),
            within(RuleName.SHARED_PASS, shared.within())));
  }

  private void addScans() {
    WatchConfig.ScanPorts ports = config.scanPorts();
    add(
        ports,
        new Scan(
            RuleName.SCAN_PORTS,
            between(RuleName.SCAN_PORTS, "threshold", ports.threshold(), 2, MOST),
            between(RuleName.SCAN_PORTS, "threshold-of-all", ports.thresholdOfAll(), 2, MOST),
            within(RuleName.SCAN_PORTS, ports.within())));
    WatchConfig.ScanHosts hosts = config.scanHosts();
    add(
        hosts,
        new Scan(
            RuleName.SCAN_HOSTS,
            between(RuleName.SCAN_HOSTS, "threshold", hosts.threshold(), 2, MOST),
            between(RuleName.SCAN_HOSTS, "threshold-of-all", hosts.thresholdOfAll(), 2, MOST),
            within(RuleName.SCAN_HOSTS, hosts.within())));
  }

  private void addUploads(Acquaintances acquaintances, Baselines baselines) {
    WatchConfig.NewDestinationUpload upload = config.newDestinationUpload();
    add(
        upload,
        new NewDestinationUpload(
            positive(
                RuleName.NEW_DESTINATION_UPLOAD, "threshold", upload.threshold().asLongValue()),
            within(RuleName.NEW_DESTINATION_UPLOAD, upload.within()),
            newFor(RuleName.NEW_DESTINATION_UPLOAD, upload.newFor()),
            config.learning(),
            acquaintances));
    WatchConfig.UploadBaseline baseline = config.uploadBaseline();
    add(
        baseline,
        new UploadBaseline(
            between(RuleName.UPLOAD_BASELINE, "factor", baseline.factor(), 2, MOST),
            positive(RuleName.UPLOAD_BASELINE, "min-bytes", baseline.minBytes().asLongValue()),
            between(RuleName.UPLOAD_BASELINE, "min-days", baseline.minDays(), 1, MOST_DAYS),
            baselines));
  }

  private void addBeacon(Acquaintances acquaintances) {
    WatchConfig.Beacon beacon = config.beacon();
    Duration shortest =
        time(RuleName.BEACON, "min-interval", beacon.minInterval(), SHORTEST, LONGEST);
    add(
        beacon,
        new Beacon(
            new Beacon.Bounds(
                between(RuleName.BEACON, "threshold", beacon.threshold(), 4, 100),
                positive(RuleName.BEACON, "max-bytes", beacon.maxBytes().asLongValue()),
                between(
                        RuleName.BEACON,
                        "max-deviation-percent",
                        beacon.maxDeviationPercent(),
                        1,
                        100)
                    / 100.0,
                shortest,
                time(RuleName.BEACON, "max-interval", beacon.maxInterval(), shortest, LONGEST),
                between(RuleName.BEACON, "max-users", beacon.maxUsers(), 1, 99),
                newFor(RuleName.BEACON, beacon.newFor()),
                config.learning()),
            acquaintances));
  }

  private void add(WatchConfig.Rule keys, Rule rule) {
    Exemptions exemptions = new Exemptions(key(rule.name(), ""), keys);
    if (keys.enabled()) {
      rules.add(new Watch.Guarded(rule, exemptions));
    }
  }

  private static int count(RuleName rule, String key, int value) {
    return between(rule, key, value, 1, MOST);
  }

  private static int between(RuleName rule, String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be between %d and %d", key(rule, key), least, most));
    }
    return value;
  }

  private static long positive(RuleName rule, String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key(rule, key) + " must be more than 0");
    }
    return value;
  }

  private static Duration within(RuleName rule, Duration value) {
    return time(rule, "within", value, SHORTEST, LONGEST);
  }

  private static Duration newFor(RuleName rule, Duration value) {
    return time(rule, "new-for", value, SHORTEST, Duration.ofDays(3_650));
  }

  private static Duration time(
      RuleName rule, String key, Duration value, Duration least, Duration most) {
    check(rule.label() + "." + key, value, least, most);
    return value;
  }

  private static void check(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "sekisho.watch." + key + " must be between " + least + " and " + most);
    }
  }

  private static String key(RuleName rule, String key) {
    return "sekisho.watch." + rule.label() + (key.isEmpty() ? "" : "." + key);
  }
}
