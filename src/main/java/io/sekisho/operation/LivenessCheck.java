package io.sekisho.operation;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while every event loop takes a task: a loop that is stuck holds its connections for ever.
 */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

  private static final long PATIENCE_SECONDS = 2;

  private final Vertx vertx;

  LivenessCheck(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public HealthCheckResponse call() {
    List<EventExecutor> loops = new ArrayList<>();
    ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
    CountDownLatch latch = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.execute(latch::countDown));
    return HealthCheckResponse.named("event-loops").status(await(latch)).build();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
