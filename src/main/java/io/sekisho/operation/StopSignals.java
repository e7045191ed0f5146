package io.sekisho.operation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/**
 * Takes SIGTERM and SIGINT, so that tunnels can be drained while health and API still answer, and a
 * stop that was asked for ends with 0 where the JVM would exit with 143. Through reflection, as
 * javac's warning about {@code sun.misc} cannot be silenced for one use.
 */
final class StopSignals {

  private static final Logger LOG = Logger.getLogger(StopSignals.class);

  private StopSignals() {}

  /** Runs the action at each such signal, on a thread of its own. */
  static void handle(Runnable action) {
    handle("TERM", action);
    handle("INT", action);
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocation =
          (proxy, method, arguments) -> {
            return switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "StopSignals";
            };
          };
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handler}, invocation);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      LOG.debugf("SIG%s stays with the JVM: %s", name, e.toString());
    }
  }
}
