package io.sekisho.operation;

import org.jboss.logging.Logger;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Takes SIGTERM, so that a stop that was asked for ends with 0 where the JVM would exit with 143.
 * Through reflection, as javac's warning about {@code sun.misc} cannot be silenced for one use.
 */
final class TermSignal {

  private static final Logger LOG = Logger.getLogger(TermSignal.class);

  private TermSignal() {}

  static void handle(Runnable action) {
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
              default -> "TermSignal";
            };
          };
      Object proxy =
          Proxy.newProxyInstance(
              TermSignal.class.getClassLoader(), new Class<?>[] {handler}, invocation);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), proxy);
    } catch (ReflectiveOperationException e) {
      LOG.debugf("SIGTERM stays with the JVM: %s", e.toString());
    }
  }
}
