package io.sekisho.limit;

import io.sekisho.policy.PolicyLimits;
import io.sekisho.tunnel.Side;
import io.sekisho.tunnel.Toll;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this replica knows of an account. Bytes are charged on all event loops; it is settled with
 * the other replicas on one thread.
 */
final class Account {

  /** Kept so long for a user who comes back. */
  private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(2);

  private static final int BITS = 8;

  private final AccountId id;
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile PolicyLimits limits;
  private volatile Shaping shaping;
  private volatile Settled settled = new Settled(0, 0, new Usage.Share(0, false), 1);
  private volatile long usedNanos = System.nanoTime();

  /**
   * What was settled last.
   *
   * @param total bytes of the day on all replicas
   * @param counted of our own bytes, those in it or in earlier days
   * @param share what the others know of us
   * @param sharers replicas that divide the rate
   */
  private record Settled(long total, long counted, Usage.Share share, int sharers) {}

  /** The rate, for each direction. */
  private record Shaping(TokenBucket up, TokenBucket down) {}

  Account(AccountId id, PolicyLimits limits) {
    this.id = id;
    this.limits = limits;
    shape();
  }

  AccountId id() {
    return id;
  }

  /** Keeps it from being forgotten until it is let go. */
  Account retained() {
    users.incrementAndGet();
    return this;
  }

  void letGo() {
    usedNanos = System.nanoTime();
    users.decrementAndGet();
  }

  boolean isForgettable(long now) {
    return users.get() == 0 && !isUnsettled() && now - usedNanos > REMEMBERED;
  }

  /** Takes over the limits that the policy has now. */
  void limit(PolicyLimits current) {
    if (!current.equals(limits)) {
      limits = current;
      shape();
    }
  }

  PolicyLimits limits() {
    return limits;
  }

  /** One more tunnel. */
  Slot opened() {
    tunnels.incrementAndGet();
    return new Slot(retained());
  }

  void closed() {
    tunnels.decrementAndGet();
    letGo();
  }

  /** As {@link Toll#charge}. */
  long charge(Side side, int read) {
    PolicyLimits now = limits;
    if (!now.boundBytes()) {
      return 0;
    }
    long own = bytes.addAndGet(read);
    if (now.bytesPerDay().isPresent()) {
      Settled known = settled;
      if (known.total() + own - known.counted() >= now.bytesPerDay().get()) {
        return Toll.EXHAUSTED;
      }
    }
    Shaping rate = shaping;
    if (rate == null) {
      return 0;
    }
    return (side == Side.CLIENT ? rate.up() : rate.down()).take(read, System.nanoTime());
  }

  /**
   * Whether there is something that this replica or another should know. Of a quota that is in use,
   * that a new day has begun, or that others have used it up.
   */
  boolean isDue() {
    return isUnsettled() || limits.bytesPerDay().isPresent() && tunnels.get() > 0;
  }

  /** Whether other replicas could take it for gone, had they not seen this one for a while. */
  boolean isHeld() {
    return limits.boundOpenings() && tunnels.get() > 0;
  }

  private boolean isUnsettled() {
    PolicyLimits now = limits;
    Settled known = settled;
    return (now.boundOpenings() || now.boundBytes())
        && (known.share().tunnels() != tunnels.get()
            || known.share().flowing()
            || known.counted() != bytes.get());
  }

  /** What is to be settled, as it is now. */
  Settling settling(String node) {
    return new Settling(node, tunnels.get(), bytes.get());
  }

  /** A settlement under way. */
  final class Settling {
    private final String node;
    private final int open;
    private final long counted;
    private Ledger ledger;

    private Settling(String node, int open, long counted) {
      this.node = node;
      this.open = open;
      this.counted = counted;
    }

    Ledger begin(Usage stored, Instant now) {
      ledger = new Ledger(id.policy(), stored, now, node, open, counted - settled.counted());
      return ledger;
    }

    /** It is kept: from now on we know what the others do. */
    void done() {
      Usage usage = ledger.usage();
      Usage.Share share = usage.nodes().getOrDefault(node, new Usage.Share(0, false));
      int sharers = usage.flowingBeside(node) + 1;
      boolean divided = sharers != settled.sharers();
      settled = new Settled(usage.bytes(), counted, share, sharers);
      if (divided) {
        shape();
      }
    }
  }

  /** Replicas on which nothing flows leave the rate to the others. */
  private synchronized void shape() {
    if (limits.bitsPerSecond().isEmpty()) {
      shaping = null;
      return;
    }
    long rate = Math.max(1, limits.bitsPerSecond().get() / BITS / settled.sharers());
    if (shaping == null) {
      shaping = new Shaping(new TokenBucket(rate), new TokenBucket(rate));
    } else {
      shaping.up().rate(rate);
      shaping.down().rate(rate);
    }
  }
}
