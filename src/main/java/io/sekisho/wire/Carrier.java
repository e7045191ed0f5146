package io.sekisho.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * What carries one side's bytes, and how it says that there are no more. All methods are called
 * with the context of a handler that stands behind everything that transforms bytes, on the
 * connection's event loop; they act behind everything that was written before.
 */
public interface Carrier {

  /** A TCP connection: ends with FIN, breaks with RST. */
  Carrier TCP = new TcpCarrier();

  /** TLS over TCP: ends with close_notify. */
  Carrier TLS = new TlsCarrier();

  /**
   * Whether what the peer sends comes on. While it does not, the peer is slowed down by the means
   * of its protocol, and what it had under way is held within a bound.
   */
  default void setReading(Channel channel, boolean reading) {
    channel.config().setAutoRead(reading);
  }

  /** Says that nothing more will be sent; the other direction stays open. */
  void finish(ChannelHandlerContext context);

  /** Ends both directions in order. */
  void close(ChannelHandlerContext context);

  /** Breaks the connection, so that the peer does not take what it has for all there is. */
  void reset(ChannelHandlerContext context);
}
