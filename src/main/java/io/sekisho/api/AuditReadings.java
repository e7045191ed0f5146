package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.audit.ProofKeys;
import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.Verification;
import io.sekisho.store.Access;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.ChainLog;
import io.sekisho.store.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.context.ManagedExecutor;

/** Verifies and exports the log with all that proves it; two such readings at one time. */
@ApplicationScoped
public class AuditReadings {

  /** What a stretch is written as. */
  public static final Set<String> PERIOD = Set.of("from", "to");

  private static final String LINES = "application/x-ndjson";
  private static final int READINGS = 2;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int RETRY_SECONDS = 10;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final ChainLog log;
  private final Accesses accesses;
  private final ProofKeys keys;
  private final ReadingLimit limit;

  AuditReadings(ChainLog log, Accesses accesses, ProofKeys keys, ManagedExecutor executor) {
    this.log = log;
    this.accesses = accesses;
    this.keys = keys;
    this.limit = new ReadingLimit(READINGS, LONGEST, executor);
  }

  /**
   * A key that checkpoints may be signed with.
   *
   * @param id as checkpoints name it
   * @param algorithm {@code Ed25519}
   * @param publicKey as a PEM file
   * @param signing whether the answering node signs with it
   */
  @RegisterForReflection
  public record Key(String id, String algorithm, String publicKey, boolean signing) {}

  /** Whose signatures are believed. */
  public List<Key> keys() {
    String signing = keys.signing().publicKey().id();
    return keys.trusted().all().stream()
        .map(key -> new Key(key.id(), "Ed25519", key.pem(), key.id().equals(signing)))
        .toList();
  }

  /**
   * The stretch that parameters say; all there is if they say nothing.
   *
   * @throws InvalidRequest if it ends before it begins
   */
  public static Period period(QueryParameters parameters) {
    Period period =
        new Period(
            parameters.time("from").orElse(Instant.EPOCH), parameters.time("to").orElse(LATEST));
    if (!period.from().isBefore(period.to())) {
      throw InvalidRequest.at("to", "must be after from");
    }
    return period;
  }

  /** The result as the answer to the current request; 503 if two readings are under way. */
  Response verification(String call, Period period) {
    return limit
        .admit()
        .map(
            reading ->
                Response.ok(
                        log.verify(
                            access(call, period, "json"),
                            period.from(),
                            period.to(),
                            reading,
                            new LogVerifier(keys.trusted())))
                    .build())
        .orElseGet(AuditReadings::tooMany);
  }

  /**
   * A verification that outlives the request which asks for it.
   *
   * @param call method and path, for the record of it
   * @param unwanted ends it early, asked from record to record
   * @return to be run once, elsewhere; empty if two readings are under way
   */
  public Optional<Verifying> verifying(
      String call, String format, Period period, BooleanSupplier unwanted) {
    Access access = access(call, period, format);
    return limit
        .hold(unwanted)
        .map(
            place ->
                progress -> {
                  try (place) {
                    Verification result =
                        log.verify(
                            access,
                            period.from(),
                            period.to(),
                            place.reading(),
                            new LogVerifier(keys.trusted()),
                            progress);
                    if (place.reading().isCancelled()) {
                      // What was not read may be anything.
                      throw new IllegalStateException("it was ended before all was read");
                    }
                    return result;
                  }
                });
  }

  /** A verification that has its place among the readings, and gives it back when it is over. */
  public interface Verifying {

    /**
     * Blocks until all is read; told on the way how far it has come.
     *
     * @throws IllegalStateException if it was ended before
     */
    Verification run(ChainLog.Progress progress);
  }

  /** The file as the answer to the current request; 503 if two readings are under way. */
  public Response export(String call, Period period) {
    return limit
        .admit()
        .map(reading -> Response.ok(lines(call, period, reading), LINES).build())
        .orElseGet(AuditReadings::tooMany);
  }

  private StreamingOutput lines(String call, Period period, Reading reading) {
    BegunAccess access = log.begin(access(call, period, "ndjson"));
    return out ->
        log.show(access, period.from(), period.to(), reading, new ExportedLog.Writer(out));
  }

  private Access access(String call, Period period, String format) {
    return accesses.of(
        call, Map.of("from", period.from().toString(), "to", period.to().toString()), format);
  }

  private static Response tooMany() {
    return Response.fromResponse(
            Problem.response(
                Response.Status.SERVICE_UNAVAILABLE, "other readings are under way already"))
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }
}
