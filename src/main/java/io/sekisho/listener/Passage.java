package io.sekisho.listener;

import io.sekisho.audit.AuditRecord;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.egress.Denials;
import io.sekisho.egress.Reached;
import io.sekisho.egress.Resolution;
import io.sekisho.egress.Resolutions;
import io.sekisho.egress.Route;
import io.sekisho.egress.RouteSelector;
import io.sekisho.identity.Caller;
import io.sekisho.identity.Verification;
import io.sekisho.limit.Slot;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.telemetry.Meters.Stage;
import io.sekisho.wire.Early;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One attempt on its way through the stages, in the only order there is: authenticate, decide by
 * name, resolve, decide by address, take a place within the limits, dial, record. The first stage
 * that does not let it through ends it with {@link Refused}. Everything here runs on the
 * connection's event loop.
 */
final class Passage {

  private static final Logger LOG = Logger.getLogger(Passage.class);

  /**
   * The way is open and recorded: the 200 may be sent.
   *
   * @param allowed what the deciding policy demands of the tunnel
   * @param slot its place in its user's account
   */
  record Opening(Early target, Instant time, Decision.Allowed allowed, Slot slot) {}

  private record Connected(Early target, Decision.Allowed allowed) {}

  /** What an attempt is decided on from beginning to end: no change in between. */
  private record Basis(PolicySnapshot policies, Instant time) {}

  private final Stages stages;
  private final ContextInternal context;
  private final Promise<Void> left;
  private final Place place;
  private Attempt attempt;

  Passage(Stages stages, ContextInternal context, Attempt attempt) {
    this.stages = stages;
    this.context = context;
    this.attempt = attempt;
    this.left = context.promise();
    this.place = new Place(stages.limits(), stages.limitTimeout(), context);
  }

  /** What is known so far. */
  Attempt attempt() {
    return attempt;
  }

  /** Nobody waits for the outcome any more: what is under way to the target is given up. */
  void clientLeft() {
    left.tryComplete();
  }

  /** Leads the request through all stages; fails with {@link Refused} and nothing else. */
  Future<Opening> lead(ConnectRequest request) {
    attempt = attempt.asking(request);
    // Composed, so that what a stage throws ends up where its failures do.
    return timed(Stage.TOTAL, () -> context.succeededFuture(request).compose(this::stagesInOrder))
        .recover(this::givenUp);
  }

  private Future<Opening> stagesInOrder(ConnectRequest request) {
    if (stages.draining().hasBegun()) {
      return refused(RefusalReason.DRAINING, "this node is shutting down");
    }
    if (request.via().isLoopFor(stages.realm())) {
      return refused(
          RefusalReason.LOOP, "the request came through a proxy of this name already (Via)");
    }
    Authority authority = request.authority();
    return timed(Stage.AUTHENTICATE, () -> authenticate(request))
        .compose(
            caller ->
                timed(Stage.DECIDE, () -> decide(caller, authority))
                    .compose(
                        basis ->
                            timed(Stage.RESOLVE, () -> route(basis, caller, authority))
                                .recover(why -> told(basis, caller, authority, why))))
        .compose(route -> timed(Stage.LIMIT, () -> takePlace(allowed(route)).map(in -> route)))
        .compose(route -> timed(Stage.DIAL, () -> reach(request, route)))
        .compose(connected -> timed(Stage.RECORD, () -> record(connected)));
  }

  private Future<Caller> authenticate(ConnectRequest request) {
    CompletableFuture<Verification> verification =
        stages
            .authenticator()
            .authenticate(
                request.proxyAuthorization(),
                attempt.arrival().certificate(),
                attempt.arrival().client().getAddress())
            .toCompletableFuture();
    if (!verification.isDone()) {
      verification =
          verification
              .copy()
              .orTimeout(stages.authenticationTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    return Future.fromCompletionStage(verification, context)
        .recover(Passage::verificationTooSlow)
        .compose(this::verified);
  }

  private Future<Caller> verified(Verification verification) {
    if (verification instanceof Verification.Verified verified) {
      attempt = attempt.by(verified.caller());
      return context.succeededFuture(verified.caller());
    }
    if (verification instanceof Verification.NotAccepted not) {
      return Future.failedFuture(Refused.because(Refusal.invalidPass(not.fault(), not.why())));
    }
    if (verification instanceof Verification.TooManyFailures many) {
      return refused(RefusalReason.TOO_MANY_FAILURES, many.why());
    }
    if (verification instanceof Verification.Unavailable unavailable) {
      return refused(RefusalReason.ISSUER_UNAVAILABLE, unavailable.why());
    }
    return refused(RefusalReason.NO_PASS, Refusal.NO_PASS_SHOWN);
  }

  private Future<Basis> decide(Caller caller, Authority authority) {
    Optional<PolicySnapshot> policies = stages.policies().usable();
    if (policies.isEmpty()) {
      return refused(
          RefusalReason.POLICY_UNAVAILABLE,
          "the policies are older than sekisho.policy.max-staleness");
    }
    PolicySnapshot snapshot = policies.get();
    Instant now = stages.stamp().now();
    Decision decision = snapshot.decide(caller, authority, now);
    if (decision instanceof Decision.Denied denied) {
      attempt = attempt.decided(denied.policy(), denied.reported(), snapshot.version());
      return Future.failedFuture(Refused.because(Denials.refusal(denied)));
    }
    return context.succeededFuture(new Basis(snapshot, now));
  }

  private Future<Route> route(Basis basis, Caller caller, Authority authority) {
    RouteSelector selector = stages.selector();
    PolicySnapshot policies = basis.policies();
    if (stages.reach().resolvesNames() && authority.host() instanceof Host.Name) {
      return accept(policies, selector.selectByName(policies, caller, authority, basis.time()));
    }
    return resolve(authority, caller)
        .compose(
            addresses ->
                accept(
                    policies,
                    selector.select(policies, caller, authority, addresses, basis.time())));
  }

  private Future<List<InetAddress>> resolve(Authority authority, Caller caller) {
    return stages
        .resolver()
        .resolve(authority.host(), caller.user())
        .compose(
            resolution ->
                resolution instanceof Resolution.Resolved resolved
                    ? context.succeededFuture(resolved.addresses())
                    : Future.failedFuture(
                        Refused.because(Resolutions.refusal(resolution, "the name"))));
  }

  private Future<Route> accept(PolicySnapshot policies, Route route) {
    if (route instanceof Route.Barred barred) {
      attempt = attempt.decided(barred.policy(), barred.reported(), policies.version());
      return Future.failedFuture(Refused.because(barred.refusal()));
    }
    Decision.Allowed allowed = allowed(route);
    attempt =
        attempt.decided(Optional.of(allowed.policy()), allowed.reported(), policies.version());
    return context.succeededFuture(route);
  }

  /** By whose leave it goes on, as far as that is known before an address has answered. */
  private static Decision.Allowed allowed(Route route) {
    return route instanceof Route.Open open
        ? open.hops().get(0).allowed()
        : ((Route.ByName) route).allowed();
  }

  private Future<Void> takePlace(Decision.Allowed allowed) {
    return place.take(attempt.caller().orElseThrow().user(), allowed);
  }

  /** A name that is allowed for its addresses only is a secret as long as they are not known. */
  private Future<Route> told(Basis basis, Caller caller, Authority authority, Throwable failure) {
    boolean secret =
        authority.host() instanceof Host.Name
            && basis.policies().decide(caller, authority, basis.time())
                instanceof Decision.DependsOnAddress;
    if (!secret || !(failure instanceof Refused refused)) {
      return Future.failedFuture(failure);
    }
    attempt = attempt.decided(attempt.policy(), attempt.reported(), basis.policies().version());
    return Future.failedFuture(Refused.because(Denials.concealed(refused.refusal())));
  }

  private Future<Connected> reach(ConnectRequest request, Route route) {
    return stages
        .reach()
        .reach(request, route, left.future())
        .compose(
            reached -> {
              attempt = attempt.having(reached.dialled());
              if (left.future().isComplete()) {
                return nobodyWaits(reached);
              }
              return reached instanceof Reached.Open open
                  ? connected(open, route)
                  : Future.failedFuture(Refused.because(((Reached.Failed) reached).refusal()));
            });
  }

  private Future<Connected> connected(Reached.Open open, Route route) {
    long version = attempt.policyVersion().orElseThrow();
    Decision.Allowed allowed =
        open.hop().map(Route.Hop::allowed).orElseGet(() -> ((Route.ByName) route).allowed());
    attempt = attempt.decided(Optional.of(allowed.policy()), allowed.reported(), version);
    open.hop().ifPresent(hop -> attempt = attempt.reaching(hop.address()));
    // Another address may have answered than the first, and be allowed by another policy.
    return takePlace(allowed)
        .onFailure(refused -> open.target().drop())
        .map(in -> new Connected(open.target(), allowed));
  }

  private Future<Connected> nobodyWaits(Reached reached) {
    if (reached instanceof Reached.Open open) {
      open.target().drop();
    }
    return refused(RefusalReason.CLIENT_GONE, "the client left before the answer");
  }

  /** The last stage before the 200: the record is in, or there is no tunnel. */
  private Future<Opening> record(Connected connected) {
    if (stages.draining().hasBegun()) {
      connected.target().drop();
      return refused(RefusalReason.DRAINING, "this node is shutting down");
    }
    Instant now = stages.stamp().now();
    Refusal unrecorded =
        Refusal.of(RefusalReason.AUDIT_UNAVAILABLE, "the audit record could not be committed");
    AuditRecord.Opened opened = new AuditRecord.Opened(stages.stamp().id(), now, attempt);
    AuditRecord.Refused otherwise =
        new AuditRecord.Refused(stages.stamp().id(), now, attempt, unrecorded);
    return Future.fromCompletionStage(stages.journal().open(opened, otherwise), context)
        .map(done -> new Opening(connected.target(), now, connected.allowed(), place.slot()))
        .recover(
            failure -> {
              connected.target().drop();
              return Future.failedFuture(Refused.recorded(unrecorded));
            });
  }

  private <T> Future<T> timed(Stage stage, Supplier<Future<T>> work) {
    long start = System.nanoTime();
    return work.get().onComplete(done -> stages.meters().took(stage, System.nanoTime() - start));
  }

  private static Future<Verification> verificationTooSlow(Throwable failure) {
    boolean late = failure instanceof TimeoutException;
    return Future.succeededFuture(
        new Verification.Unavailable(
            late ? "the issuer did not answer in time" : "the verification failed"));
  }

  /** Fail closed: whatever went wrong, nothing is opened. */
  private Future<Opening> givenUp(Throwable failure) {
    place.giveBack();
    if (failure instanceof Refused) {
      return Future.failedFuture(failure);
    }
    LOG.error("unexpected failure", failure);
    return Future.failedFuture(
        Refused.because(Refusal.of(RefusalReason.INTERNAL_ERROR, "an internal error occurred")));
  }

  private static <T> Future<T> refused(RefusalReason reason, String detail) {
    return Future.failedFuture(Refused.because(Refusal.of(reason, detail)));
  }
}
