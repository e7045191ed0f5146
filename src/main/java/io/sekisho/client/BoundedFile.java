package io.sekisho.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that somebody else writes, up to a size. */
final class BoundedFile {

  private static final int MAX = 1024 * 1024;

  private BoundedFile() {}

  /**
   * The bytes.
   *
   * @throws Failure if there is no such file or it is larger than a megabyte
   */
  static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX + 1);
      if (bytes.length > MAX) {
        throw new Failure(file + " is too large");
      }
      return bytes;
    } catch (IOException e) {
      throw new Failure(file + " cannot be read; does it exist, and may you read it?");
    }
  }

  /**
   * The one line that it holds, without blanks around it.
   *
   * @throws Failure if it cannot be read or is empty
   */
  static String line(Path file) {
    String line = new String(bytes(file), StandardCharsets.UTF_8).strip();
    if (line.isEmpty()) {
      throw new Failure(file + " is empty");
    }
    return line;
  }
}
