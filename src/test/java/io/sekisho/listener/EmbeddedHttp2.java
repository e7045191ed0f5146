package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.Journals;
import io.sekisho.audit.RecordStamp;
import io.sekisho.connect.Answer;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.RequestHead;
import io.sekisho.connect.Response;
import io.sekisho.destination.Authority;
import io.sekisho.destination.PortRange;
import io.sekisho.egress.Reach;
import io.sekisho.egress.Reached;
import io.sekisho.egress.Route;
import io.sekisho.egress.RouteSelector;
import io.sekisho.identity.Authenticator;
import io.sekisho.identity.Authenticators;
import io.sekisho.identity.Caller;
import io.sekisho.limit.Limits;
import io.sekisho.limit.LimitsInMemory;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.PoliciesInForce;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.Meters;
import io.sekisho.telemetry.MetersFactory;
import io.sekisho.tls.TlsMode;
import io.sekisho.tunnel.Traffic;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelLimits;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.sekisho.wire.Http2Carrier;
import io.sekisho.wire.Pipes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A client's HTTP/2 connection from its preface to its tunnels, of the product's own handlers and
 * stages but for the two ends: the issuer knows one token, and targets are made up.
 */
final class EmbeddedHttp2 implements Reach, Client.Host {

  static final String TARGET = "a.example:443";
  static final String PASS = "Bearer abc";

  private static final Http2Connection.Limits LIMITS =
      new Http2Connection.Limits(4, 4_096, Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** What all streams together may hold, with what is under way in the handlers. */
  private static final long BOUND = (4 + 1) * (Http2Connection.STREAM_WINDOW + 96L * 1_024);

  private static final Arrival ARRIVAL =
      new Arrival(
          new InetSocketAddress("192.0.2.1", 1),
          Arrival.Listener.TLS,
          Arrival.Protocol.HTTP_2,
          Optional.empty());
  private static final TunnelLimits TUNNELS =
      new TunnelLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
  private static final Answer ANSWER = new Answer("sekisho", "/ask");
  private static final RecordStamp STAMP = Journals.stamp();
  private static final Meters METERS = MetersFactory.on(new SimpleMeterRegistry());
  private static final AuditJournal JOURNAL = Journals.forgetful(METERS);
  private static final Authenticator AUTHENTICATOR =
      Authenticators.accepting(
          "abc", new Caller("alice", "alice", "issuer", Set.of(), Instant.MAX));
  private static final CurrentPolicies POLICIES =
      PoliciesInForce.of(
          List.of(
              new Policy(
                  "web",
                  true,
                  Effect.ALLOW,
                  List.of(new Subject.Anyone()),
                  List.of(
                      new Destination(Target.host("a.example"), List.of(new PortRange(1, 65_535)))),
                  Optional.of(TlsMode.OFF),
                  Mode.ENFORCE,
                  Timing.ALWAYS,
                  PolicyLimits.NONE)));

  private static final Limits LIMITS_OF_POLICIES = LimitsInMemory.limits(POLICIES);

  /** By its parent, Netty knows a server's connection. */
  private static final Channel LISTENER = new LocalServerChannel();

  private final Random random;
  private final CountedBuffers buffers = new CountedBuffers();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(LISTENER, DefaultChannelId.newInstance(), true, false);
  private final ContextInternal context;
  private final AdmissionGate gate = new AdmissionGate(TestConfig.with(Map.of()));
  private final Draining draining = new Draining();
  private final Stages stages;
  private final ByteArrayOutputStream answered = new ByteArrayOutputStream();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Runnable> delayed = new ArrayList<>();
  private Stream asking;
  private boolean http1;
  private int tunnels;
  private int ended;

  EmbeddedHttp2(VertxInternal vertx, Random random) {
    this.random = random;
    this.context = vertx.createEventLoopContext(channel.eventLoop(), null, null);
    this.stages =
        new Stages(
            draining,
            AUTHENTICATOR,
            Duration.ofSeconds(1),
            POLICIES,
            null,
            new RouteSelector(null, null),
            LIMITS_OF_POLICIES,
            Duration.ofSeconds(1),
            this,
            "sekisho",
            JOURNAL,
            STAMP,
            METERS);
    channel.config().setAllocator(buffers.allocator());
    channel.pipeline().addLast("end", new End());
    channel
        .pipeline()
        .addBefore(
            "end",
            "preface",
            new Http2Preface(
                LIMITS.patience(),
                () -> Http2Connection.install(channel.pipeline(), "end", LIMITS, this::open),
                () -> http1 = true));
  }

  /** A segment comes in. */
  void receive(byte[] octets, int from, int to) {
    if (channel.isOpen()) {
      ByteBuf segment = channel.alloc().buffer(Math.max(1, to - from));
      channel.writeInbound(segment.writeBytes(octets, from, to - from));
    }
    streams.forEach(Stream::targetActs);
    if (!delayed.isEmpty() && random.nextBoolean()) {
      delayed.remove(0).run();
    }
    step();
  }

  /**
   * Nothing more comes, for longer than anything may take.
   *
   * @throws AssertionError if the connection stays for no reason
   */
  void wearOut() {
    delayed.forEach(Runnable::run);
    delayed.clear();
    for (int i = 0; i < 4; i++) {
      channel.advanceTimeBy(LIMITS.idle().toMillis(), TimeUnit.MILLISECONDS);
      step();
    }
    assertThat(channel.isOpen() && !http1 && tunnels == ended).as("open for nothing").isFalse();
  }

  /**
   * Both sides go.
   *
   * @throws AssertionError if something of it stays
   */
  void end() {
    streams.forEach(Stream::close);
    channel.close();
    step();
    channel.advanceTimeBy(LIMITS.idle().toMillis(), TimeUnit.MILLISECONDS);
    step();
    assertThat(channel.isOpen()).isFalse();
    assertThat(streams).allMatch(stream -> !stream.child.isOpen());
    assertThat(ended).as("tunnels that ended").isEqualTo(tunnels);
    assertThat(draining.passages()).as("passages under way").isZero();
    assertThat(gate.connections()).as("streams still counted").isZero();
    assertThat(gate.isNobodyWaiting()).as("nobody counted for a source").isTrue();
    assertThat(failures).isEmpty();
    channel.finishAndReleaseAll();
    buffers.assertNoneHeld();
  }

  boolean http1() {
    return http1;
  }

  /** What was written back. */
  byte[] answered() {
    return answered.toByteArray();
  }

  List<Stream> streams() {
    return streams;
  }

  private void step() {
    channel.runPendingTasks();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      answered.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
    if (buffers.held() > BOUND) {
      throw new AssertionError("bytes held: " + buffers.held());
    }
  }

  private void open(Channel child) {
    Http2Carrier carrier = new Http2Carrier();
    Attempt attempt = Attempt.accepted(STAMP.id(), STAMP.now(), ARRIVAL);
    Passage passage = new Passage(stages, context, attempt);
    AdmissionGate.Admission admission = gate.admit();
    admission.comesFrom(ARRIVAL.client().getAddress());
    child.closeFuture().addListener(closed -> admission.release());
    Stream stream = new Stream(child, passage);
    streams.add(stream);
    child
        .pipeline()
        .addLast(carrier, stream, new Http2Client(carrier, passage, this, draining, admission));
  }

  @Override
  public Response refused(Passage passage, Refused refused) {
    Attempt attempt = passage.attempt();
    return ANSWER.refused(refused.refusal(), attempt.id(), attempt.caller().isPresent());
  }

  @Override
  public void opened(Client client, Passage.Opening opening) {
    tunnels++;
    Tunnel tunnel =
        new Tunnel(
            client.passage().attempt(),
            opening.time(),
            client,
            opening.target(),
            Optional.empty(),
            TUNNELS,
            opening.slot(),
            new Traffic(),
            Pipes.none(),
            ending -> {
              opening.slot().release();
              ended++;
            });
    client.establish(ANSWER.established(tunnel.attempt().id()));
    tunnel.start();
  }

  @Override
  public boolean resolvesNames() {
    return true;
  }

  @Override
  public Future<Reached> reach(ConnectRequest request, Route route, Future<Void> abandoned) {
    Stream stream = asking;
    Promise<Reached> reached = context.promise();
    Runnable connected =
        () -> {
          stream.target = new TargetChannel(stream);
          reached.complete(new Reached.Open(stream.target.early, Optional.empty(), List.of()));
        };
    if (random.nextBoolean()) {
      connected.run();
    } else {
      delayed.add(connected);
    }
    return reached.future();
  }

  /** A stream, seen between its carrier and what becomes of it. */
  final class Stream extends ChannelDuplexHandler {

    private final Channel child;
    private final Passage passage;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private List<RequestHead.Field> fields = List.of();
    private String status = "";
    private TargetChannel target;

    Stream(Channel child, Passage passage) {
      this.child = child;
      this.passage = passage;
    }

    /** The request's fields as they came. */
    List<RequestHead.Field> fields() {
      return fields;
    }

    /** Where the request goes, if it was found to be one. */
    Optional<Authority> accepted() {
      return passage.attempt().authority();
    }

    /** The answer's status, empty without one. */
    String status() {
      return status;
    }

    /** The tunnel's bytes as they came. */
    byte[] received() {
      return received.toByteArray();
    }

    /** What its target got. */
    byte[] delivered() {
      return target == null ? new byte[0] : target.delivered.toByteArray();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2HeadersFrame head) {
        List<RequestHead.Field> all = new ArrayList<>();
        head.headers()
            .forEach(
                field ->
                    all.add(
                        new RequestHead.Field(
                            field.getKey().toString(), field.getValue().toString())));
        fields = all;
        asking = this;
      } else {
        received.writeBytes(ByteBufUtil.getBytes((ByteBuf) message));
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof Http2HeadersFrame head) {
        assertThat(status).as("a second answer").isEmpty();
        status = head.headers().status().toString();
      }
      ctx.write(message, promise);
    }

    private void targetActs() {
      if (target != null) {
        target.act();
      }
    }

    private void close() {
      if (target != null) {
        target.close();
        target.finishAndReleaseAll();
      }
    }
  }

  /** A target on the same event loop, which reads, answers and goes as it likes. */
  private final class TargetChannel extends EmbeddedChannel {

    private final ByteArrayOutputStream delivered = new ByteArrayOutputStream();
    private final boolean reads = random.nextInt(4) > 0;
    private final boolean echoes = random.nextBoolean();
    private final Early early = new Early(new TargetCarrier());
    private int echoed;

    TargetChannel(Stream stream) {
      super(DefaultChannelId.newInstance(), false, false);
      config().setAllocator(buffers.allocator());
      config().setAutoRead(false);
      channel.eventLoop().register(this);
      pipeline()
          .addLast(
              new ChannelDuplexHandler() {
                @Override
                public void write(ChannelHandlerContext ctx, Object message, ChannelPromise done) {
                  assertThat(stream.status).as("when bytes reach a target").isEqualTo("200");
                  delivered.writeBytes(ByteBufUtil.getBytes((ByteBuf) message));
                  ctx.write(message, done);
                }
              },
              early,
              new End());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
      if (reads) {
        super.doWrite(out);
        releaseOutbound();
      }
    }

    private void act() {
      if (!isOpen() || !config().isAutoRead()) {
        return;
      }
      byte[] all = delivered.toByteArray();
      if (echoes && all.length > echoed) {
        writeInbound(alloc().buffer().writeBytes(all, echoed, all.length - echoed));
        echoed = all.length;
      }
      switch (random.nextInt(32)) {
        case 0 -> pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        case 1 -> close();
        default -> {}
      }
    }
  }

  private static final class TargetCarrier implements Carrier {

    @Override
    public void finish(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void close(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> context.close());
    }

    @Override
    public void reset(ChannelHandlerContext context) {
      close(context);
    }
  }

  /** Where exceptions end up that nobody saw to. */
  private final class End extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
    }
  }
}
