package io.sekisho.docs;

import io.quarkus.runtime.configuration.MemorySize;
import io.sekisho.config.SekishoConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that the program reads, out of the interfaces that they are mapped to. */
final class ConfigKeys {

  /** What a key that somebody chooses a name for has in its place. */
  static final String CHOSEN = "<name>";

  static final String NONE = "–";
  static final String REQUIRED = "required";

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "text",
          int.class, "number",
          Integer.class, "number",
          boolean.class, "boolean",
          Duration.class, "duration",
          MemorySize.class, "size");

  private final Map<String, Key> keys = new TreeMap<>();

  private ConfigKeys() {}

  /** What a key takes, and what it is without it, as documents write that. */
  record Key(String type, String otherwise) {}

  static Map<String, Key> all() {
    ConfigKeys all = new ConfigKeys();
    all.read(SekishoConfig.class.getAnnotation(ConfigMapping.class).prefix(), SekishoConfig.class);
    return all.keys;
  }

  private void read(String prefix, Class<?> mapping) {
    for (Method method : mapping.getMethods()) {
      for (Annotation annotation : method.getAnnotations()) {
        if (!(annotation instanceof WithDefault)) {
          throw new AssertionError(
              method + " has " + annotation + ", which is not understood here");
        }
      }
      read(
          prefix + '.' + StringUtil.skewer(method.getName()),
          method.getGenericReturnType(),
          Optional.ofNullable(method.getAnnotation(WithDefault.class))
              .map(value -> '`' + value.value() + '`')
              .orElse(REQUIRED));
    }
  }

  private void read(String key, Type type, String otherwise) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Map.class) {
        read(key + '.' + CHOSEN, arguments[1], NONE);
      } else if (generic.getRawType() == Optional.class) {
        read(key, arguments[0], NONE);
      } else if (generic.getRawType() == List.class) {
        add(key, "list", otherwise);
      } else {
        throw new AssertionError(key + " has the type " + type + ", which is not understood here");
      }
    } else if (type == OptionalInt.class) {
      add(key, "number", NONE);
    } else if (type instanceof Class<?> found && found.isEnum()) {
      add(key, constants(found), otherwise);
    } else if (type instanceof Class<?> found && found.isInterface()) {
      read(key, found);
    } else if (type instanceof Class<?> found && TYPES.containsKey(found)) {
      add(key, TYPES.get(found), otherwise);
    } else {
      throw new AssertionError(key + " has the type " + type + ", which is not understood here");
    }
  }

  private void add(String key, String type, String otherwise) {
    keys.put(key, new Key(type, otherwise));
  }

  private static String constants(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .map(name -> '`' + name + '`')
        .collect(Collectors.joining(", "));
  }
}
