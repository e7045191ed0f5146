package io.sekisho.client;

import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.Fault;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.TrustedKeys;
import io.sekisho.proof.Verification;
import io.sekisho.proof.VerifyingKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code verify}: says whether an exported audit log is as it was written. */
final class VerifyCommand {

  private static final String EXPORT = "--export";
  private static final String KEY = "--public-key";
  private static final int MAX_LINE = 1024 * 1024;

  private VerifyCommand() {}

  private record Options(Path export, List<Path> keys) {}

  /**
   * What is to be printed if it is.
   *
   * @throws UsageError if it is not understood what is asked for
   * @throws Failure if it is not, or cannot be read
   */
  static String run(List<String> arguments) {
    Options options = options(arguments);
    Verification found = verified(options);
    Fault fault = found.fault();
    if (fault != null) {
      throw new Failure(
          "not intact: "
              + fault.kind()
              + (fault.chain() == null ? "" : ", chain " + fault.chain())
              + (fault.sequence() == null ? "" : ", sequence " + fault.sequence())
              + (fault.record() == null ? "" : ", record " + Plain.of(fault.record()))
              + ": "
              + Plain.of(fault.detail())
              + " (faults: "
              + found.faults()
              + ")");
    }
    return "intact: records="
        + found.records()
        + " unproven="
        + found.unproven()
        + " unchained="
        + found.unchained()
        + " checkpoints="
        + found.checkpoints()
        + " untrusted="
        + found.untrusted()
        + "\n";
  }

  private static Verification verified(Options options) {
    LogVerifier verifier = new LogVerifier(keys(options.keys()));
    try (BufferedReader lines = Files.newBufferedReader(options.export(), StandardCharsets.UTF_8)) {
      long number = 0;
      boolean ended = false;
      for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
        number++;
        if (ended) {
          throw new Failure("line " + number + " comes behind the end");
        }
        ended = read(line.get(), number, verifier);
      }
      if (!ended) {
        throw new Failure("the export was cut off: it has no end");
      }
    } catch (IOException e) {
      throw new Failure(options.export() + " cannot be read; does it exist, and may you read it?");
    }
    return verifier.result();
  }

  private static boolean read(String line, long number, LogVerifier verifier) {
    try {
      return ExportedLog.read(line, verifier);
    } catch (IllegalArgumentException e) {
      throw new Failure("line " + number + " " + e.getMessage());
    }
  }

  /** A line, as long as it is bounded. */
  private static Optional<String> line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = lines.read();
    if (c < 0) {
      return Optional.empty();
    }
    while (c >= 0 && c != '\n') {
      if (line.length() == MAX_LINE) {
        throw new Failure("a line is longer than any of an exported audit log");
      }
      line.append((char) c);
      c = lines.read();
    }
    return Optional.of(line.toString());
  }

  private static TrustedKeys keys(List<Path> files) {
    List<VerifyingKey> keys = new ArrayList<>();
    for (Path file : files) {
      try {
        keys.add(
            VerifyingKey.ofPem(new String(BoundedFile.bytes(file), StandardCharsets.US_ASCII)));
      } catch (IllegalArgumentException e) {
        throw new Failure(file + " " + e.getMessage());
      }
    }
    return new TrustedKeys(keys);
  }

  private static Options options(List<String> arguments) {
    Optional<Path> export = Optional.empty();
    List<Path> keys = new ArrayList<>();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      String name = sign < 0 ? argument : argument.substring(0, sign);
      if (!name.equals(EXPORT) && !name.equals(KEY)) {
        throw new UsageError("there is no option " + Plain.of(name) + " of verify");
      }
      Path file = file(name, sign < 0 ? "" : argument.substring(sign + 1));
      if (name.equals(KEY)) {
        keys.add(file);
      } else if (export.isPresent()) {
        throw new UsageError(EXPORT + " may be given once only");
      } else {
        export = Optional.of(file);
      }
    }
    if (keys.isEmpty()) {
      throw new UsageError(KEY + "=... must say whose signatures are to be believed");
    }
    return new Options(
        export.orElseThrow(() -> new UsageError(EXPORT + "=... must name the export")), keys);
  }

  private static Path file(String name, String value) {
    if (value.isEmpty()) {
      throw new UsageError(name + " needs a value: " + name + "=file");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new UsageError(name + " is not the name of a file");
    }
  }
}
