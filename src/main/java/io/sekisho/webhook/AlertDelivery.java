package io.sekisho.webhook;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.ApiUrl;
import io.sekisho.config.SekishoConfig;
import io.sekisho.webhook.Outbox.Due;
import io.sekisho.webhook.WebhookClient.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends alerts one after the other. One that is not taken is sent again, first after a second, then
 * less and less often, and those behind it wait, so that they arrive in their order; one that is
 * refused, or too old, is given up and said.
 */
@ApplicationScoped
public class AlertDelivery {

  private static final Logger LOG = Logger.getLogger(AlertDelivery.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Outbox outbox;
  private final AlertEvents events;
  private final Clock clock;
  private final Optional<Webhook> webhook;
  private final Duration giveUpAfter;
  private final ScheduledExecutorService sender =
      Executors.newSingleThreadScheduledExecutor(AlertDelivery::senderThread);
  private WebhookClient client;
  private boolean failing;

  /**
   * Checks the keys.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  AlertDelivery(
      Outbox outbox,
      ApiUrl api,
      SekishoConfig config,
      TlsConfigurationRegistry registry,
      Clock clock) {
    this.outbox = outbox;
    this.events = new AlertEvents(api);
    this.clock = clock;
    this.webhook = Webhook.of(config.watch().webhook(), registry);
    this.giveUpAfter = config.watch().webhook().giveUpAfter();
  }

  /** Sends from now on, if there is anybody to send to. */
  public void start() {
    webhook.ifPresent(
        to -> {
          client = new WebhookClient(to, clock);
          sender.scheduleWithFixedDelay(
              this::sendAll, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  /** Sends no more; what is under way may be sent again, by another replica. */
  public void stop() {
    sender.shutdownNow();
  }

  private void sendAll() {
    try {
      Optional<Due> due = claim();
      while (due.isPresent()) {
        send(due.get());
        due = claim();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debugf("alerts could not be sent, trying again in %s: %s", ROUND, e.getMessage());
    }
  }

  private Optional<Due> claim() {
    return Thread.currentThread().isInterrupted()
        ? Optional.empty()
        : outbox.claim(webhook.orElseThrow().timeout().plus(MARGIN));
  }

  private void send(Due due) throws InterruptedException {
    Outcome outcome = client.send(due.alert().id(), events.of(due.alert(), due.evidence()));
    if (outcome instanceof Outcome.Taken) {
      outbox.delivered(due);
      succeeded();
    } else if (outcome instanceof Outcome.Rejected rejected) {
      LOG.errorf(
          "alert %s was refused by the webhook and is given up: %s",
          due.alert().id(), rejected.why());
      outbox.givenUp(due);
    } else {
      failed(due, ((Outcome.Failed) outcome).why());
    }
  }

  private void failed(Due due, String why) {
    if (due.alert().raisedAt().plus(giveUpAfter).isBefore(clock.instant())) {
      LOG.errorf(
          "alert %s could not be sent for %s and is given up: %s",
          due.alert().id(), giveUpAfter, why);
      outbox.givenUp(due);
      return;
    }
    if (!failing) {
      failing = true;
      LOG.warnf("alerts cannot be sent to the webhook, trying again: %s", why);
    }
    outbox.again(due, wait(due.attempts()));
  }

  private void succeeded() {
    if (failing) {
      failing = false;
      LOG.info("alerts are sent to the webhook again");
    }
  }

  /** A second, then twice as long each time. */
  static Duration wait(int attempts) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 10));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private static Thread senderThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-alerts");
    thread.setDaemon(true);
    return thread;
  }
}
