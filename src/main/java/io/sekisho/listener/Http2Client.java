package io.sekisho.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.connect.Response;
import io.sekisho.wire.Http2Carrier;
import java.util.Locale;

/** A client's stream of an HTTP/2 connection: one stream, one request (RFC 9113 §8.5). */
final class Http2Client extends Client {

  private final Http2Carrier carrier;
  private final Draining draining;
  private ChannelHandlerContext context;

  Http2Client(
      Http2Carrier carrier,
      Passage passage,
      Host host,
      Draining draining,
      AdmissionGate.Admission admission) {
    super(carrier, passage, host, draining, admission);
    this.carrier = carrier;
    this.draining = draining;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    context = ctx;
  }

  @Override
  protected void receivedHead(Object message) {
    if (message instanceof Http2HeadersFrame request) {
      judged(Heads.judge(request.headers()));
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  protected void finishedWithoutTunnel() {
    // The answer's own end closes the stream.
  }

  @Override
  protected void headTaken() {
    // Frames have borders: nothing of the head's sticks to what follows.
  }

  @Override
  void establish(Response established) {
    context.writeAndFlush(new DefaultHttp2HeadersFrame(headers(established)));
  }

  @Override
  protected void dismiss(Response refusal) {
    context.write(new DefaultHttp2HeadersFrame(headers(refusal)));
    context.write(Unpooled.wrappedBuffer(refusal.body()));
    carrier.close(context);
    carrier.setReading(channel(), true);
    if (draining.hasBegun()) {
      // New streams are better off with another replica.
      channel().parent().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }
  }

  private static Http2Headers headers(Response response) {
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(response.status()));
    response
        .fields()
        .forEach(field -> headers.add(field.name().toLowerCase(Locale.ROOT), field.value()));
    return headers;
  }
}
