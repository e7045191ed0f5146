package io.sekisho.egress;

import io.sekisho.config.SekishoConfig;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * How targets are reached, the same on all event loops.
 *
 * @param parent the proxy that all tunnels go through, if there is one
 * @param realm this proxy's name
 */
public record Ways(
    SekishoConfig.Egress.Dns dns, DialBounds bounds, Optional<ParentProxy> parent, String realm) {

  /** A resolver for the event loop of the calling context. */
  public NameResolver resolver(Vertx vertx) {
    return new NameResolver(vertx, dns);
  }

  /** The way out for the event loop of the calling context. */
  public Reach reach(Vertx vertx, NameResolver resolver) {
    Dialer dialer = new Dialer(vertx, bounds);
    return parent
        .<Reach>map(
            proxy -> new ParentReach(vertx, proxy, resolver, dialer, bounds.timeout(), realm))
        .orElseGet(() -> new DirectReach(dialer));
  }
}
