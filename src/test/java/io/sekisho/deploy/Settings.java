package io.sekisho.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.config.SekishoConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The environment variables that mean something to the gateway. */
final class Settings {

  /** What each extension of Quarkus says of its keys. */
  private static final String DESCRIPTIONS =
      "META-INF/quarkus-config-doc/quarkus-config-model.json";

  /** A part of a key that the operator names. */
  private static final String ANY_NAME = "[A-Z0-9]+(_[A-Z0-9]+)*";

  private static final List<Pattern> KNOWN = known();

  private Settings() {}

  /** Whether it is a key of ours, or one of Quarkus that is read at run time. */
  static boolean isKnown(String variable) {
    return KNOWN.stream().anyMatch(key -> key.matcher(variable).matches());
  }

  private static List<Pattern> known() {
    List<Pattern> patterns = new ArrayList<>();
    addMapping("SEKISHO", SekishoConfig.class, patterns);
    try {
      ObjectMapper json = new ObjectMapper();
      ClassLoader loader = Settings.class.getClassLoader();
      for (URL description : Collections.list(loader.getResources(DESCRIPTIONS))) {
        try (InputStream text = description.openStream()) {
          addItems(json.readTree(text), patterns);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return patterns;
  }

  private static void addItems(JsonNode node, List<Pattern> patterns) {
    if (node.path("phase").asText().equals("RUN_TIME")) {
      node.findValuesAsText("environmentVariable")
          .forEach(
              variable ->
                  patterns.add(
                      Pattern.compile(
                          variable.replaceAll("__[A-Z0-9_]+?__", "_" + ANY_NAME + "_"))));
    } else {
      node.forEach(child -> addItems(child, patterns));
    }
  }

  private static void addMapping(String prefix, Class<?> mapping, List<Pattern> patterns) {
    for (Method key : mapping.getDeclaredMethods()) {
      // The coverage of tests adds methods of its own.
      if (key.isSynthetic()) {
        continue;
      }
      String name =
          prefix + "_" + key.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
      if (isMapping(key.getReturnType())) {
        addMapping(name, key.getReturnType(), patterns);
      } else if (key.getReturnType() == Map.class) {
        Type value = ((ParameterizedType) key.getGenericReturnType()).getActualTypeArguments()[1];
        addMapping(name + "_" + ANY_NAME, (Class<?>) value, patterns);
      } else {
        patterns.add(Pattern.compile(name));
      }
    }
  }

  private static boolean isMapping(Class<?> type) {
    return type.isInterface() && type.getPackageName().equals(SekishoConfig.class.getPackageName());
  }
}
