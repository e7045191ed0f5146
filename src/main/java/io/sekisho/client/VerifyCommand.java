package io.sekisho.client;

import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.Fault;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.LogVisitor;
import io.sekisho.proof.StreamedLog;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code verify}: says whether an exported or streamed audit log is as it was written. */
final class VerifyCommand {

  private static final String EXPORT = "--export";
  private static final String STREAM = "--stream";
  private static final String KEY = "--public-key";
  private static final int MAX_LINE = 1024 * 1024;

  private VerifyCommand() {}

  private record Options(Path export, List<Path> streams, List<Path> keys) {}

  /**
   * What is to be printed if it is.
   *
   * @throws UsageError if it is not understood what is asked for
   * @throws Failure if it is not, or cannot be read
   */
  static String run(List<String> arguments) {
    Options options = options(arguments);
    TrustedKeys keys = keys(options.keys());
    LogVerifier verifier = new LogVerifier(keys);
    export(options.export(), verifier);
    Verification found = verifier.result();
    failOn(Optional.ofNullable(found.fault()), found.faults());
    if (!options.streams().isEmpty()) {
      return stream(options, keys);
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

  private static String stream(Options options, TrustedKeys keys) {
    StreamedLog log = new StreamedLog(keys);
    export(options.export(), log.checkpoints());
    for (Path file : options.streams()) {
      lines(file, (line, number) -> log.record(ExportedLog.record(line)));
    }
    StreamedLog.Result found = log.end();
    failOn(found.fault(), found.faults());
    return "intact: records="
        + found.records()
        + " repeated="
        + found.repeated()
        + " chains="
        + found.chains()
        + " partial="
        + found.partial()
        + " unproven="
        + found.unproven()
        + "\n";
  }

  private static void failOn(Optional<Fault> fault, long faults) {
    fault.ifPresent(
        found -> {
          throw new Failure(
              "not intact: "
                  + found.kind()
                  + (found.chain() == null ? "" : ", chain " + found.chain())
                  + (found.sequence() == null ? "" : ", sequence " + found.sequence())
                  + (found.record() == null ? "" : ", record " + Plain.of(found.record()))
                  + ": "
                  + Plain.of(found.detail())
                  + " (faults: "
                  + faults
                  + ")");
        });
  }

  private static void export(Path file, LogVisitor visitor) {
    AtomicBoolean ended = new AtomicBoolean();
    lines(
        file,
        (line, number) -> {
          if (ended.get()) {
            throw new Failure("line " + number + " comes behind the end");
          }
          ended.set(ExportedLog.read(line, visitor));
        });
    if (!ended.get()) {
      throw new Failure("the export was cut off: it has no end");
    }
  }

  /** What is done with a line. */
  private interface Reader {
    void read(String line, long number);
  }

  private static void lines(Path file, Reader reader) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      long number = 0;
      for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
        number++;
        try {
          reader.read(line.get(), number);
        } catch (IllegalArgumentException e) {
          throw new Failure("line " + number + " " + e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new Failure(file + " cannot be read; does it exist, and may you read it?");
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
    List<Path> streams = new ArrayList<>();
    List<Path> keys = new ArrayList<>();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      String name = sign < 0 ? argument : argument.substring(0, sign);
      if (!List.of(EXPORT, STREAM, KEY).contains(name)) {
        throw new UsageError("there is no option " + Plain.of(name) + " of verify");
      }
      Path file = file(name, sign < 0 ? "" : argument.substring(sign + 1));
      if (name.equals(KEY)) {
        keys.add(file);
      } else if (name.equals(STREAM)) {
        streams.add(file);
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
        export.orElseThrow(() -> new UsageError(EXPORT + "=... must name the export")),
        streams,
        keys);
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
