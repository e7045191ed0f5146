package io.sekisho.packaged.clients;

import java.nio.file.Path;

/** The small programs in {@code src/test/resources/clients}, as users of a library write them. */
final class Scripts {

  private Scripts() {}

  static String path(String name) {
    return Path.of("src/test/resources/clients", name).toAbsolutePath().toString();
  }
}
