package io.sekisho.egress;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The addresses of this machine's interfaces, listed anew every {@value #REFRESH_SECONDS} seconds
 * on a thread of its own: asking for them never waits.
 */
@Singleton
public class LocalAddresses implements Supplier<Set<InetAddress>> {

  private static final Logger LOG = Logger.getLogger(LocalAddresses.class);
  private static final int REFRESH_SECONDS = 30;

  private final ScheduledExecutorService refreshing =
      Executors.newSingleThreadScheduledExecutor(LocalAddresses::thread);
  private volatile Set<InetAddress> known;

  /**
   * Lists them for the first time.
   *
   * @throws IllegalStateException if that fails: without them a loop would not be seen
   */
  LocalAddresses() {
    try {
      known = list();
    } catch (SocketException e) {
      throw new IllegalStateException("the network interfaces cannot be listed", e);
    }
    refreshing.scheduleWithFixedDelay(
        this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Set<InetAddress> get() {
    return known;
  }

  @PreDestroy
  void stop() {
    refreshing.shutdownNow();
  }

  private void refresh() {
    try {
      known = list();
    } catch (SocketException | RuntimeException e) {
      LOG.warnf("the network interfaces cannot be listed, the last list stays: %s", e.getMessage());
    }
  }

  private static Set<InetAddress> list() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-local-addresses");
    thread.setDaemon(true);
    return thread;
  }
}
