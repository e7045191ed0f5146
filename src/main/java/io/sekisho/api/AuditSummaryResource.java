package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.store.AuditSummaries;
import io.sekisho.store.AuditSummary;
import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.store.AuditSummary.Sums;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the audit log comes to. */
@Path("/api/v1/audit/summary")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
public class AuditSummaryResource {

  private static final Set<String> KNOWN = Set.of("by", "from", "to", "order", "limit");
  private static final Duration DAY = Duration.ofDays(1);

  private final AuditSummaries summaries;
  private final Accesses accesses;
  private final Clock clock;

  AuditSummaryResource(AuditSummaries summaries, Accesses accesses, Clock clock) {
    this.summaries = summaries;
    this.accesses = accesses;
    this.clock = clock;
  }

  @GET
  @RolesAllowed(Roles.AUDITOR)
  @Operation(
      summary = "Sum up the audit log by user, destination, policy or hour",
      description =
          "Of attempts that began in [from, to), by default in the last 24 hours: tunnels opened,"
              + " denials, errors, and the bytes of those tunnels that are over. The largest first,"
              + " hours from the newest on; totals and distinct are of all there are. Exact, and as"
              + " new as the log. What nobody knows (the user of an attempt without a pass, the"
              + " policy where none decided) is null.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Summary.class)))
  @APIResponse(responseCode = "400", description = "A parameter is unknown or not valid")
  public Summary summary(
      @Context UriInfo uri,
      @QueryParam("by") @Schema(enumeration = {"user", "destination", "policy", "hour"}) String by,
      @QueryParam("from") @Schema(format = "date-time") String from,
      @QueryParam("to") @Schema(format = "date-time") String to,
      @QueryParam("order")
          @Schema(
              enumeration = {"bytes", "tunnels", "denials", "errors"},
              defaultValue = "bytes")
          String order,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText) {
    QueryParameters parameters = QueryParameters.of(uri, KNOWN);
    By dimension =
        one(parameters, "by", By.values())
            .orElseThrow(
                () -> InvalidRequest.at("by", "must be user, destination, policy or hour"));
    Order largest = one(parameters, "order", Order.values()).orElse(Order.BYTES);
    Instant end =
        parameters.time("to").orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS));
    Instant begin = parameters.time("from").orElse(end.minus(DAY));
    if (!begin.isBefore(end)) {
      throw InvalidRequest.at("to", "must be after from");
    }
    AuditSummary summary =
        summaries.read(
            accesses.of("GET /api/v1/audit/summary", parameters),
            dimension,
            begin,
            end,
            largest,
            parameters.limit());
    return new Summary(
        begin,
        end,
        summary.lines().stream().map(line -> item(line, dimension)).toList(),
        summary.totals(),
        summary.distinct());
  }

  private static <E extends Enum<E>> Optional<E> one(
      QueryParameters parameters, String name, E[] values) {
    return parameters
        .oneOf(name, Stream.of(values).map(AuditSummaryResource::label).toList())
        .flatMap(text -> Stream.of(values).filter(one -> label(one).equals(text)).findFirst());
  }

  private static String label(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> item(AuditSummary.Line line, By by) {
    Map<String, Object> item = new LinkedHashMap<>();
    switch (by) {
      case USER -> item.put("user", known(line.key()));
      case POLICY -> item.put("policy", known(line.key()));
      case HOUR -> item.put("hour", line.hour());
      case DESTINATION -> {
        item.put("host", known(line.key()));
        item.put("port", line.port() == 0 ? null : line.port());
      }
    }
    item.put("tunnels", line.sums().tunnels());
    item.put("denials", line.sums().denials());
    item.put("errors", line.sums().errors());
    item.put("bytesUp", line.sums().bytesUp());
    item.put("bytesDown", line.sums().bytesDown());
    return item;
  }

  private static String known(String key) {
    return key.isEmpty() ? null : key;
  }

  /**
   * What is answered.
   *
   * @param items each with {@code user}, {@code host} and {@code port}, {@code policy} or {@code
   *     hour}, and its sums
   * @param totals the sums of all, also of those that are not shown
   * @param distinct how many there are, also those that are not shown
   */
  @RegisterForReflection(targets = {Summary.class, Sums.class})
  record Summary(
      Instant from, Instant to, List<Map<String, Object>> items, Sums totals, long distinct) {}
}
