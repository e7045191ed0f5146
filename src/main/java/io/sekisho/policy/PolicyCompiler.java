package io.sekisho.policy;

import io.sekisho.destination.PortRange;
import io.sekisho.destination.SyntaxException;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import io.sekisho.tls.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes documents into policies, and finds everything that is wrong with one at once. */
public final class PolicyCompiler {

  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_TEXT = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /**
   * A namespace is a DNS label, an account's name a DNS subdomain. In front may stand what an
   * issuer puts before its names; the whole may not be longer than a text.
   */
  private static final Pattern SERVICE_ACCOUNT =
      Pattern.compile(
          "(?:.*[^-a-z0-9])?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
              + ":[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private final List<Violation> violations = new ArrayList<>();

  private PolicyCompiler() {}

  /**
   * Something wrong with a document.
   *
   * @param field where, such as {@code destinations[0].ports[1]}
   * @param message what
   */
  public record Violation(String field, String message) {}

  /** A document that is no policy. */
  public static final class InvalidPolicy extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Violation> violations;

    InvalidPolicy(List<Violation> violations) {
      super("invalid policy: " + violations);
      this.violations = List.copyOf(violations);
    }

    /** Everything that is wrong; never empty. */
    public List<Violation> violations() {
      return violations;
    }
  }

  /**
   * Compiles one document.
   *
   * @throws InvalidPolicy if it is no policy
   */
  public static Policy compile(PolicyDocument document) {
    return new PolicyCompiler().policy(document);
  }

  private Policy policy(PolicyDocument document) {
    check(
        document.name() != null && NAME.matcher(document.name()).matches(),
        "name",
        "must be 1 to 100 letters, digits, dots, hyphens and underscores");
    check(
        document.description() != null && isText(document.description()),
        "description",
        "must be text of at most 1000 characters, none of them a control character");
    check(
        "allow".equals(document.effect()) || "deny".equals(document.effect()),
        "effect",
        "must be allow or deny");
    List<Subject> subjects = entries("subjects", document.subjects(), this::subject);
    List<Destination> destinations =
        entries("destinations", document.destinations(), this::destination);
    Optional<TlsMode> tls = Optional.ofNullable(document.tls()).flatMap(TlsMode::labelled);
    check(document.tls() == null || tls.isPresent(), "tls", "must be verify, require or off");
    Optional<Mode> mode = Mode.labelled(document.mode());
    check(mode.isPresent(), "mode", "must be enforce or report");
    Timing timing = TimingCompiler.compile(document, violations);
    PolicyLimits limits = LimitsCompiler.compile(document, violations);
    if (!violations.isEmpty()) {
      throw new InvalidPolicy(violations);
    }
    Effect effect = document.effect().equals("deny") ? Effect.DENY : Effect.ALLOW;
    return new Policy(
        document.name(),
        document.enabled(),
        effect,
        subjects,
        destinations,
        tls,
        mode.orElseThrow(),
        timing,
        limits);
  }

  /** Compiles one entry, knowing the path to it. */
  private interface EntryCompiler<D, T> {
    T compile(String path, D document);
  }

  private <D, T> List<T> entries(String field, List<D> documents, EntryCompiler<D, T> compiler) {
    if (documents == null || documents.isEmpty() || documents.size() > MAX_ENTRIES) {
      check(false, field, "must have 1 to 1000 entries");
      return List.of();
    }
    List<T> compiled = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      String path = field + "[" + i + "]";
      if (documents.get(i) == null) {
        check(false, path, "must not be null");
      } else {
        compiled.add(compiler.compile(path, documents.get(i)));
      }
    }
    return compiled;
  }

  private Subject subject(String path, SubjectDocument document) {
    String kind = String.valueOf(document.kind());
    boolean named = document.value() != null && !document.value().isBlank();
    switch (kind) {
      case "user", "group" -> check(named, path + ".value", "must name the " + kind);
      case "serviceAccount" ->
          check(
              document.value() != null && SERVICE_ACCOUNT.matcher(document.value()).matches(),
              path + ".value",
              "must be namespace:name, behind the prefix of its issuer if that has one");
      case "anyone" ->
          check(document.value() == null, path + ".value", "must be absent for anyone");
      default -> check(false, path + ".kind", "must be user, serviceAccount, group or anyone");
    }
    check(
        document.value() == null || isText(document.value()),
        path + ".value",
        "must have at most 1000 characters, none of them a control character");
    return switch (kind) {
      case "user" -> new Subject.User(document.value());
      case "serviceAccount" -> new Subject.ServiceAccount(document.value());
      case "group" -> new Subject.Group(document.value());
      default -> new Subject.Anyone();
    };
  }

  private Destination destination(String path, DestinationDocument document) {
    Target target = null;
    if ((document.host() == null) == (document.cidr() == null)) {
      check(false, path, "must have either host or cidr");
    } else if (document.host() != null) {
      target = parsed(path + ".host", document.host(), Target::host);
    } else {
      target = parsed(path + ".cidr", document.cidr(), Target::cidr);
    }
    List<PortRange> ports =
        entries(
            path + ".ports", document.ports(), (at, text) -> parsed(at, text, PortRange::parse));
    return violations.isEmpty() ? new Destination(target, ports) : null;
  }

  private <T> T parsed(String path, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (SyntaxException e) {
      check(false, path, e.getMessage());
      return null;
    }
  }

  /** What every database holds: no control characters, no halves of surrogate pairs. */
  private static boolean isText(String text) {
    return text.length() <= MAX_TEXT
        && text.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  private void check(boolean fine, String field, String message) {
    if (!fine) {
      violations.add(new Violation(field, message));
    }
  }
}
