package io.sekisho.egress;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the addresses of one name: asks one server for both families at once, and the next server
 * if that one is silent or cannot tell. That a name is not there, or has no address, is an answer.
 */
final class Lookup {

  /** How long is kept what may be incomplete or may soon be different. */
  static final long SHORT_TTL = 5;

  private final DnsClient client;
  private final ContextInternal context;
  private final String name;
  private final Duration resolutionDelay;
  private final Set<io.netty.util.concurrent.Future<?>> open = new HashSet<>();
  private String lastError = "";
  private boolean stopped;

  /**
   * What came of it.
   *
   * @param ttl how many seconds it may be kept; 0 for not at all
   * @param server who said so, if anybody did
   */
  record Found(Resolution resolution, long ttl, Optional<InetSocketAddress> server) {}

  /**
   * @param resolutionDelay how long the slower family is waited for once the other has addresses
   */
  Lookup(DnsClient client, ContextInternal context, String name, Duration resolutionDelay) {
    this.resolutionDelay = resolutionDelay;
    this.client = client;
    this.context = context;
    this.name = name;
  }

  /** Asks no further, and takes back what is asked: nobody waits any more. */
  void stop() {
    stopped = true;
    List.copyOf(open).forEach(question -> question.cancel(false));
  }

  /** Asks the servers in turn. */
  Future<Found> ask(List<InetSocketAddress> servers) {
    if (servers.isEmpty() || stopped) {
      return context.succeededFuture(
          new Found(
              lastError.isEmpty()
                  ? new Resolution.TimedOut()
                  : new Resolution.NotResolved(lastError),
              0,
              Optional.empty()));
    }
    InetSocketAddress server = servers.get(0);
    return bothFamilies(server)
        .compose(
            found ->
                found.isPresent()
                    ? context.succeededFuture(found.get())
                    : ask(servers.subList(1, servers.size())));
  }

  /** Empty if another server should be asked. */
  private Future<Optional<Found>> bothFamilies(InetSocketAddress server) {
    Promise<Optional<Found>> promise = context.promise();
    Future<DnsAnswer> ipv4 = follow(server, name, DnsRecordType.A, 0);
    Future<DnsAnswer> ipv6 = follow(server, name, DnsRecordType.AAAA, 0);
    Future.all(ipv4, ipv6)
        .onSuccess(both -> promise.tryComplete(judge(server, ipv4.result(), ipv6.result())));
    Stream.of(ipv4, ipv6)
        .forEach(family -> family.onSuccess(answer -> waitShortly(server, answer, promise)));
    return promise.future();
  }

  private void waitShortly(
      InetSocketAddress server, DnsAnswer answer, Promise<Optional<Found>> promise) {
    if (answer instanceof DnsAnswer.Addresses some) {
      EventLoop loop = context.nettyEventLoop();
      Found withoutTheOther = found(server, some.addresses(), Math.min(some.ttl(), SHORT_TTL));
      ScheduledFuture<?> timer =
          loop.schedule(
              () -> promise.tryComplete(Optional.of(withoutTheOther)),
              resolutionDelay.toMillis(),
              TimeUnit.MILLISECONDS);
      promise.future().onComplete(done -> timer.cancel(false));
    }
  }

  private Optional<Found> judge(InetSocketAddress server, DnsAnswer ipv4, DnsAnswer ipv6) {
    List<DnsAnswer> both = List.of(ipv4, ipv6);
    List<InetAddress> addresses =
        both.stream().flatMap(answer -> addresses(answer).stream()).toList();
    if (!addresses.isEmpty()) {
      return Optional.of(
          found(server, addresses, both.stream().mapToLong(Lookup::ttl).min().orElseThrow()));
    }
    if (both.stream().anyMatch(DnsAnswer.NoSuchName.class::isInstance)) {
      return Optional.of(notFound(server, "NXDOMAIN"));
    }
    if (both.stream().allMatch(DnsAnswer.NoData.class::isInstance)) {
      return Optional.of(notFound(server, "NOERROR"));
    }
    both.forEach(
        answer -> {
          if (answer instanceof DnsAnswer.Failed failed && !failed.rcode().isEmpty()) {
            lastError = failed.rcode();
          }
        });
    return Optional.empty();
  }

  private Future<DnsAnswer> follow(
      InetSocketAddress server, String alias, DnsRecordType type, int depth) {
    return client
        .ask(server, alias, type, open)
        .compose(
            answer -> {
              if (!(answer instanceof DnsAnswer.Alias next)) {
                return context.succeededFuture(answer);
              }
              if (stopped || depth == DnsAnswer.MAX_ALIASES) {
                return context.succeededFuture(new DnsAnswer.Failed("SERVFAIL"));
              }
              return follow(server, next.name(), type, depth + 1)
                  .map(end -> shortened(end, next.ttl()));
            });
  }

  /** What an alias leads to lasts no longer than the alias. */
  private static DnsAnswer shortened(DnsAnswer end, long ttl) {
    return end instanceof DnsAnswer.Addresses some
        ? new DnsAnswer.Addresses(some.addresses(), Math.min(some.ttl(), ttl))
        : end;
  }

  private static List<InetAddress> addresses(DnsAnswer answer) {
    return answer instanceof DnsAnswer.Addresses some ? some.addresses() : List.of();
  }

  private static long ttl(DnsAnswer answer) {
    if (answer instanceof DnsAnswer.Addresses some) {
      return some.ttl();
    }
    return answer instanceof DnsAnswer.Failed ? SHORT_TTL : Long.MAX_VALUE;
  }

  private static Found found(InetSocketAddress server, List<InetAddress> addresses, long ttl) {
    return new Found(new Resolution.Resolved(addresses), ttl, Optional.of(server));
  }

  private static Found notFound(InetSocketAddress server, String rcode) {
    return new Found(new Resolution.NotResolved(rcode), SHORT_TTL, Optional.of(server));
  }
}
