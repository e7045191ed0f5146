package io.sekisho.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file of deploy/ that builds an image, as a list of instructions. */
record Dockerfile(String name, List<Instruction> instructions) {

  /** {@code COPY --chown=1001:0 a b/} has the flag, and the arguments a and b/. */
  record Instruction(String keyword, List<String> flags, List<String> arguments) {

    private static Instruction parse(String line) {
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> rest = words.subList(1, words.size());
      return new Instruction(
          words.get(0),
          rest.stream().takeWhile(word -> word.startsWith("--")).toList(),
          rest.stream().dropWhile(word -> word.startsWith("--")).toList());
    }

    boolean copiesFromAnotherStage() {
      return flags.stream().anyMatch(flag -> flag.startsWith("--from="));
    }

    /** What is copied; the last argument is where it goes. */
    List<String> sources() {
      return arguments.subList(0, arguments.size() - 1);
    }

    String text() {
      return String.join(" ", arguments);
    }
  }

  static Dockerfile read(String name) {
    try (Stream<String> lines = Files.lines(Path.of("deploy", name))) {
      List<String> whole = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      lines
          .filter(part -> !part.isBlank() && !part.startsWith("#"))
          .forEach(
              part -> {
                boolean continues = part.endsWith("\\");
                line.append(continues ? part.substring(0, part.length() - 1) : part);
                if (!continues) {
                  whole.add(line.toString());
                  line.setLength(0);
                }
              });
      return new Dockerfile(name, whole.stream().map(Instruction::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Instruction> all(String keyword) {
    return instructions.stream().filter(one -> one.keyword().equals(keyword)).toList();
  }

  /** The one that counts of those that may stand there several times. */
  Instruction last(String keyword) {
    List<Instruction> all = all(keyword);
    if (all.isEmpty()) {
      throw new AssertionError(name + " has no " + keyword);
    }
    return all.get(all.size() - 1);
  }

  /** What the build of the image takes from this directory. */
  List<String> copiedFromHere() {
    return all("COPY").stream()
        .filter(copy -> !copy.copiesFromAnotherStage())
        .flatMap(copy -> copy.sources().stream())
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
