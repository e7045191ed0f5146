package io.sekisho.operation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the schema is migrated, the policies are loaded and the listener is open. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {

  private final Application application;

  StartedCheck(Application application) {
    this.application = application;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("started").status(application.hasStarted()).build();
  }
}
