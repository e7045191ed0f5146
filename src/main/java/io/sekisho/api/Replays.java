package io.sekisho.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.egress.AddressGuard;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.replay.Difference;
import io.sekisho.policy.replay.Replay;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.PastAttempts;
import io.sekisho.store.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServiceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.context.ManagedExecutor;

/** What other policies would have decided; two replays at one time. */
@ApplicationScoped
public class Replays {

  private static final int REPLAYS = 2;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final PastAttempts log;
  private final Accesses accesses;
  private final PolicySetReader reader;
  private final CurrentPolicies current;
  private final AddressGuard guard;
  private final CarriedIpv4 carriers;
  private final ReadingLimit limit;

  Replays(
      PastAttempts log,
      Accesses accesses,
      PolicySetReader reader,
      CurrentPolicies current,
      AddressGuard guard,
      CarriedIpv4 carriers,
      ManagedExecutor executor) {
    this.log = log;
    this.accesses = accesses;
    this.reader = reader;
    this.current = current;
    this.guard = guard;
    this.carriers = carriers;
    this.limit = new ReadingLimit(REPLAYS, LONGEST, executor);
  }

  /**
   * What is to be found out.
   *
   * @param period whose attempts are decided again
   * @param against {@code recorded} or {@code current}
   * @param before the policies to compare with; empty for what was decided then
   * @param draft the policies to decide by
   * @param policies how many these are
   */
  public record Question(
      Period period,
      String against,
      Optional<PolicySnapshot> before,
      PolicySnapshot draft,
      int policies) {}

  /**
   * Reads a question: the draft as it stands in an import, with {@code from}, {@code to} and {@code
   * against} beside it.
   *
   * @throws InvalidRequest that names everything that is wrong with the draft, or a field
   */
  Question question(byte[] text, boolean isYaml) {
    return question(reader.read(text, isYaml, Set.of("from", "to", "against")));
  }

  /**
   * The same of its parts.
   *
   * @param draft as it stands in an import, in YAML
   * @throws InvalidRequest that names everything that is wrong with the draft, or a field
   */
  public Question question(byte[] draft, Instant from, Instant to, String against) {
    if (draft.length > PolicySetReader.MAX_SIZE) {
      throw InvalidRequest.at("body", "must be at most " + PolicySetReader.MAX_SIZE + " bytes");
    }
    ObjectNode rest =
        JsonNodeFactory.instance
            .objectNode()
            .put("from", from.toString())
            .put("to", to.toString())
            .put("against", against);
    List<PolicyDocument> policies = reader.read(draft, true, Set.of()).policies();
    return question(new PolicySetReader.Draft(policies, rest));
  }

  private Question question(PolicySetReader.Draft draft) {
    Period period = Period.of(draft.rest());
    Optional<PolicySnapshot> before = before(draft.rest());
    return new Question(
        period,
        draft.rest().path("against").asText("recorded"),
        before,
        compiled(draft.policies()),
        draft.policies().size());
  }

  private Optional<PolicySnapshot> before(ObjectNode question) {
    JsonNode against = question.path("against");
    return switch (against.isMissingNode() ? "recorded" : against.asText()) {
      case "recorded" -> Optional.empty();
      case "current" -> Optional.of(current.usable().orElseThrow(ServiceUnavailableException::new));
      default -> throw InvalidRequest.at("against", "must be recorded or current");
    };
  }

  private PolicySnapshot compiled(List<PolicyDocument> documents) {
    return new PolicySnapshot(
        0, documents.stream().map(PolicyCompiler::compile).toList(), carriers);
  }

  /** Admits that of the current request, until that is over; empty if two are under way. */
  Optional<Reading> admit() {
    return limit.admit();
  }

  /** Admits one that no request waits for, until it is closed; empty if two are under way. */
  public Optional<HeldReading> hold() {
    return limit.hold(() -> false);
  }

  /**
   * Records that the current caller is about to have one run; blocks.
   *
   * @param call method and path, for that record
   */
  public BegunAccess begin(String call, Question question, String format) {
    return log.begin(
        accesses.of(
            call,
            Map.of(
                "from", question.period().from().toString(),
                "to", question.period().to().toString(),
                "against", question.against(),
                "policies", question.policies()),
            format));
  }

  /**
   * Runs one; blocks for as long as it takes.
   *
   * @param onAttempt told of each attempt that was decided
   * @param differences gets them as soon as they are complete
   * @return empty if it was cancelled
   */
  public Optional<Replay.Totals> run(
      BegunAccess access,
      Question question,
      Reading reading,
      Runnable onAttempt,
      Consumer<Difference> differences) {
    Replay replay = new Replay(question.draft(), question.before(), guard::prohibits, differences);
    log.read(
        access,
        question.period().from(),
        question.period().to(),
        reading,
        attempt -> {
          replay.add(attempt);
          onAttempt.run();
        });
    return reading.isCancelled() ? Optional.empty() : Optional.of(replay.finish());
  }
}
