package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That all is said in both languages, about the same, and is used. */
class MessagesTest {

  private static final Path MESSAGES = Path.of("src/main/resources/messages");
  private static final Path TEMPLATES = Path.of("src/main/resources/templates");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  static Stream<Class<?>> bundles() {
    return new ClassFileImporter()
        .importPackages("io.sekisho.console").stream()
            .filter(one -> one.isAnnotatedWith(MessageBundle.class))
            .map(JavaClass::reflect);
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void shouldBeInJapaneseAsWell(Class<?> bundle) throws IOException {
    Map<String, String> english = english(bundle);
    Properties japanese = new Properties();
    String name = bundle.getAnnotation(MessageBundle.class).value();
    try (Reader file =
        Files.newBufferedReader(
            MESSAGES.resolve(name + "_ja.properties"), StandardCharsets.UTF_8)) {
      japanese.load(file);
    }

    assertThat(japanese.stringPropertyNames())
        .as("messages of %s", name)
        .isEqualTo(english.keySet());
    english.forEach(
        (key, text) ->
            assertThat(parameters(japanese.getProperty(key)))
                .as("parameters of %s:%s", name, key)
                .isEqualTo(parameters(text)));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void shouldBeUsed(Class<?> bundle) throws IOException {
    String name = bundle.getAnnotation(MessageBundle.class).value();
    String templates = templates();
    List<String> unused =
        english(bundle).keySet().stream()
            .filter(
                key -> !Pattern.compile("\\b" + name + ":" + key + "\\b").matcher(templates).find())
            .toList();
    assertThat(unused).as("messages of %s that no template has", name).isEmpty();
  }

  private static Map<String, String> english(Class<?> bundle) {
    Map<String, String> messages = new TreeMap<>();
    for (Method method : bundle.getDeclaredMethods()) {
      messages.put(method.getName(), method.getAnnotation(Message.class).value());
    }
    return messages;
  }

  private static Set<String> parameters(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PARAMETER.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static String templates() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
