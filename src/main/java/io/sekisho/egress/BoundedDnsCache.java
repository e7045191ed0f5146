package io.sekisho.egress;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's TTL-driven cache with a bound on what it holds, as clients choose the names: a full cache
 * is emptied and starts anew.
 */
final class BoundedDnsCache implements DnsCache {

  private final DefaultDnsCache delegate;
  private final int capacity;
  private final AtomicInteger added = new AtomicInteger();

  BoundedDnsCache(int maxTtlSeconds, int negativeTtlSeconds, int capacity) {
    this.delegate = new DefaultDnsCache(0, maxTtlSeconds, negativeTtlSeconds);
    this.capacity = capacity;
  }

  @Override
  public void clear() {
    added.set(0);
    delegate.clear();
  }

  @Override
  public boolean clear(String hostname) {
    return delegate.clear(hostname);
  }

  @Override
  public List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
    return delegate.get(hostname, additionals);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname,
      DnsRecord[] additionals,
      InetAddress address,
      long originalTtl,
      EventLoop loop) {
    makeRoom();
    return delegate.cache(hostname, additionals, address, originalTtl, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    makeRoom();
    return delegate.cache(hostname, additionals, cause, loop);
  }

  private void makeRoom() {
    if (added.incrementAndGet() > capacity) {
      clear();
    }
  }
}
