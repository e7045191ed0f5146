package io.sekisho.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A class that has the name, the constructors and the methods of the application's audit store, and
 * keeps nothing. It is compiled against the application whose store it is to be: if that is not as
 * it is known here, the run ends, as something else would be measured.
 */
final class NoRecordStore {

  static final String STORE = "io.sekisho.store.PostgresAuditStore";

  private static final String INTERFACE = "io.sekisho.audit.AuditStore";
  private static final String SOURCE = "/bench/PostgresAuditStore.java.txt";

  private NoRecordStore() {}

  /**
   * The compiled class.
   *
   * @param classPath the application, where what was made of a class comes before the class
   * @param place for the source and what is made of it
   */
  static Path compile(List<Path> classPath, Path place) throws IOException {
    String source;
    try (InputStream in = NoRecordStore.class.getResourceAsStream(SOURCE);
        URLClassLoader application = new URLClassLoader(urls(classPath), platform())) {
      source =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@constructors@", constructors(known(application)));
    }
    Path file = place.resolve(STORE.substring(STORE.lastIndexOf('.') + 1) + ".java");
    Files.writeString(file, source);
    StringWriter errors = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-d", place.toString(), "-cp", joined(classPath));
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      if (!compiler
          .getTask(errors, files, null, options, null, files.getJavaFileObjects(file))
          .call()) {
        throw changed(errors.toString());
      }
    }
    return place.resolve(STORE.replace('.', '/') + ".class");
  }

  /** The application's class, if it does what is left out here and nothing besides. */
  private static Class<?> known(ClassLoader application) {
    try {
      Class<?> store = application.loadClass(STORE);
      Class<?> whole = application.loadClass(INTERFACE);
      if (!Set.of(store.getInterfaces()).equals(Set.of(whole))
          || store.getSuperclass() != Object.class) {
        throw changed("it is no longer an " + INTERFACE + " alone");
      }
      Set<String> ours = methods(store);
      if (!ours.equals(methods(whole))) {
        throw changed("its methods are " + ours);
      }
      return store;
    } catch (ClassNotFoundException e) {
      throw changed("there is no " + e.getMessage());
    }
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
        .map(NoRecordStore::signature)
        .collect(Collectors.toSet());
  }

  private static String signature(Method method) {
    return Stream.of(method.getGenericParameterTypes())
        .map(Type::getTypeName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  /** The same, as what was made of the application's parts calls them. */
  private static String constructors(Class<?> store) {
    return Stream.of(store.getDeclaredConstructors())
        .map(NoRecordStore::constructor)
        .collect(Collectors.joining("\n\n"));
  }

  private static String constructor(Constructor<?> constructor) {
    Class<?>[] types = constructor.getParameterTypes();
    return IntStream.range(0, types.length)
        .mapToObj(i -> types[i].getCanonicalName() + " p" + i)
        .collect(
            Collectors.joining(
                ", ",
                "  %s %s("
                    .formatted(
                        Modifier.toString(constructor.getModifiers()),
                        constructor.getDeclaringClass().getSimpleName()),
                ") {}"));
  }

  private static URL[] urls(List<Path> classPath) throws MalformedURLException {
    URL[] urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = classPath.get(i).toUri().toURL();
    }
    return urls;
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static String joined(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static IllegalStateException changed(String how) {
    return new IllegalStateException(
        "%s is not as the benchmark knows it, so that what a record costs cannot be told; see %s: %s"
            .formatted(STORE, SOURCE, how));
  }
}
