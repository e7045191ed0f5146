package io.sekisho.watch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sekisho.audit.LogFollower;
import io.sekisho.config.SekishoConfig;
import io.sekisho.telemetry.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Is led through the log, and raises alerts. */
@ApplicationScoped
public class LogWatcher implements LogFollower<WatchedRecord> {

  private static final Logger LOG = Logger.getLogger(LogWatcher.class);

  /** How far back whoever begins to look looks, as far as there is not too much of it. */
  private static final Duration MEMORY = Duration.ofHours(1);

  private final Watch watch;
  private final RecentRecords recent;
  private final AlertStore alerts;
  private final Meters meters;
  private final boolean enabled;
  private boolean remembers;

  /**
   * Checks the keys.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  public LogWatcher(
      SekishoConfig config,
      Acquaintances acquaintances,
      Baselines baselines,
      RecentRecords recent,
      AlertStore alerts,
      Meters meters) {
    this.watch = new Watch(config.watch(), acquaintances, baselines);
    this.recent = recent;
    this.alerts = alerts;
    this.meters = meters;
    this.enabled = config.watch().enabled();
  }

  /** Whether it wants to be led. */
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public String name() {
    return "watch";
  }

  /**
   * What happened before there were rules is too old to be told, but for what is looked at again.
   */
  @Override
  public boolean fromBeginning() {
    return false;
  }

  @Override
  public void begin() {
    remembers = false;
  }

  @Override
  public void accept(List<WatchedRecord> records) {
    if (!remembers) {
      remember();
    }
    look(records.stream().flatMap(LogWatcher::read).toList());
  }

  /** Or what began under another replica's eyes would not be seen whole by anybody. */
  private void remember() {
    watch.forget();
    look(
        recent.within(MEMORY).stream()
            .flatMap(LogWatcher::read)
            .sorted(Comparator.comparing(Event::time))
            .toList());
    remembers = true;
  }

  private void look(List<Event> events) {
    List<Finding> findings = watch.observe(events);
    if (!findings.isEmpty()) {
      alerts.raise(findings).forEach(this::tell);
    }
  }

  /** What somebody put into the log by hand may be anything: it must not hold up what is behind. */
  private static Stream<Event> read(WatchedRecord record) {
    try {
      return EventReader.read(record).stream();
    } catch (RuntimeException e) {
      LOG.warnf(
          "record \"%s\" is not one that this program writes, and is not looked at", record.id());
      return Stream.empty();
    }
  }

  private void tell(Alert alert) {
    meters.alert(alert.rule());
    LOG.warnf(
        "alert %s: rule=%s severity=%s %s=%s: %s",
        alert.id(),
        alert.rule(),
        alert.severity(),
        alert.user() == null ? "client" : "user",
        quoted(alert.user() == null ? alert.client() : alert.user()),
        quoted(alert.summary()));
  }

  /** Names come from tokens: nobody's may look like the rest of the line, or like another line. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    escaped
        .chars()
        .forEach(
            c -> {
              if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }
}
