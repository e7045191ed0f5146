package io.sekisho.egress;

import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.DialAttempt;
import io.sekisho.wire.Early;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reaches targets through the parent proxy. Its address is not judged by guard and policies, as the
 * operator chose it. Names are handed to it as they are.
 */
public final class ParentReach implements Reach {

  /** Not a user: the one name that it asks for takes nobody's share. */
  private static final String ASKER = "";

  private final ParentProxy parent;
  private final NameResolver resolver;
  private final Dialer dialer;
  private final Duration timeout;
  private final String realm;
  private final ContextInternal context;

  /**
   * A way out on the event loop of the calling context.
   *
   * @param timeout for the parent's answer, once there is a connection
   * @param realm this proxy's name in Via
   */
  public ParentReach(
      Vertx vertx,
      ParentProxy parent,
      NameResolver resolver,
      Dialer dialer,
      Duration timeout,
      String realm) {
    this.context = ((VertxInternal) vertx).getOrCreateContext();
    this.parent = parent;
    this.resolver = resolver;
    this.dialer = dialer;
    this.timeout = timeout;
    this.realm = realm;
  }

  @Override
  public boolean resolvesNames() {
    return true;
  }

  @Override
  public Future<Reached> reach(ConnectRequest request, Route route, Future<Void> abandoned) {
    return resolver
        .resolve(parent.authority().host(), ASKER)
        .compose(
            resolution ->
                resolution instanceof Resolution.Resolved resolved
                    ? dialer
                        .dial(
                            resolved.addresses(),
                            parent.authority().port(),
                            parent.carrier(),
                            abandoned)
                        .compose(outcome -> dialled(outcome, request, route, abandoned))
                    : context.succeededFuture(
                        failed(
                            Resolutions.refusal(resolution, "the parent proxy's name"),
                            List.of())));
  }

  private Future<Reached> dialled(
      DialOutcome outcome, ConnectRequest request, Route route, Future<Void> abandoned) {
    List<DialAttempt> tries =
        outcome.dialled().stream().map(one -> one.toParent(parent.authority().toString())).toList();
    if (outcome instanceof DialOutcome.Failed failed) {
      return context.succeededFuture(
          failed(ConnectFailures.refusal(failed.why(), "the parent proxy"), tries));
    }
    Early connection = ((DialOutcome.Connected) outcome).connection();
    Promise<Optional<Refusal>> verdict = context.promise();
    new ParentHandshake(verdict)
        .begin(connection.channel(), parent.tlsEngine(), head(request), timeout);
    // Ends the handshake too, as nothing is left of its connection.
    abandoned.onComplete(left -> connection.close());
    return verdict
        .future()
        .map(
            refusal -> {
              tell(refusal);
              if (refusal.isPresent()) {
                connection.drop();
                return failed(refusal.get(), tries);
              }
              return new Reached.Open(connection, hop(route), tries);
            });
  }

  /** The caller's own credentials are for this proxy and stay here (RFC 9110 §11.7.2). */
  private String head(ConnectRequest request) {
    String target = request.authority().toString();
    return "CONNECT "
        + target
        + " HTTP/1.1\r\nHost: "
        + target
        + "\r\nVia: "
        + request.via().through(realm)
        + parent.authorization().map(value -> "\r\nProxy-Authorization: " + value).orElse("")
        + "\r\n\r\n";
  }

  private void tell(Optional<Refusal> refusal) {
    if (refusal.isEmpty()) {
      parent.authorizationAccepted();
    } else if (refusal.get().reason() == RefusalReason.PARENT_AUTHORIZATION) {
      parent.authorizationRejected();
    }
  }

  private Reached failed(Refusal refusal, List<DialAttempt> tries) {
    return new Reached.Failed(refusal.with("next-hop", parent.authority().toString()), tries);
  }

  /** A target that is an address itself was judged like any other. */
  private static Optional<Route.Hop> hop(Route route) {
    return route instanceof Route.Open open ? Optional.of(open.hops().get(0)) : Optional.empty();
  }
}
