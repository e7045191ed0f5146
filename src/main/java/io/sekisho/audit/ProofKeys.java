package io.sekisho.audit;

import io.sekisho.config.SekishoConfig;
import io.sekisho.proof.SigningKey;
import io.sekisho.proof.TrustedKeys;
import io.sekisho.proof.VerifyingKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The key that checkpoints are signed with, and those that are believed. Where none is configured
 * one is made at the first start and kept in a file: outside of the database, whose owner must not
 * be able to sign.
 */
@ApplicationScoped
public class ProofKeys {

  private static final String FILE = "audit-signing-key.pem";

  private final SigningKey signing;
  private final TrustedKeys trusted;
  private Optional<String> warning = Optional.empty();

  /**
   * Reads or makes them.
   *
   * @throws IllegalArgumentException if a configured key cannot be read
   */
  ProofKeys(SekishoConfig config) {
    SekishoConfig.Audit audit = config.audit();
    this.signing =
        audit
            .signingKey()
            .map(file -> read("sekisho.audit.signing-key", file, SigningKey::ofPem))
            .orElseGet(() -> kept(Path.of(audit.keyDirectory())));
    List<VerifyingKey> keys = new ArrayList<>(List.of(signing.publicKey()));
    audit
        .trustedKeys()
        .orElse(List.of())
        .forEach(file -> keys.add(read("sekisho.audit.trusted-keys", file, VerifyingKey::ofPem)));
    this.trusted = new TrustedKeys(keys);
  }

  /** The one that this node signs with. */
  public SigningKey signing() {
    return signing;
  }

  /** Whose signatures are believed: this node's and the configured ones. */
  public TrustedKeys trusted() {
    return trusted;
  }

  /** What an operator should think about twice. */
  public Optional<String> warning() {
    return warning;
  }

  private SigningKey kept(Path directory) {
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      return read("sekisho.audit.key-directory", file.toString(), SigningKey::ofPem);
    }
    SigningKey made = SigningKey.generate();
    try {
      keep(made, file);
      warning =
          Optional.of(
              "a key to sign the audit log with was made and is kept in "
                  + file
                  + "; keep it beyond this machine's life, or set sekisho.audit.signing-key");
      // Another process may have made one at the same moment; one is as good as the other.
      return read("sekisho.audit.key-directory", file.toString(), SigningKey::ofPem);
    } catch (IOException e) {
      warning =
          Optional.of(
              "unsafe: the audit log is signed with a key that is lost when this process ends, as "
                  + file
                  + " cannot be written; set sekisho.audit.signing-key or"
                  + " sekisho.audit.key-directory");
      return made;
    }
  }

  private static void keep(SigningKey key, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path whole =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            FILE,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, key.pem());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static <T> T read(String setting, String file, Function<String, T> form) {
    try {
      return form.apply(Files.readString(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(setting + ": " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + file + " " + e.getMessage(), e);
    }
  }
}
