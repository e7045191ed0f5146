package io.sekisho.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.store.AuditLog;
import io.sekisho.store.BegunAccess;
import io.sekisho.store.Reading;
import io.sekisho.store.TunnelQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.microprofile.context.ManagedExecutor;

/** Answers with all that a search of the log finds, as a file; two at one time. */
@ApplicationScoped
public class TunnelExports {

  private static final DateTimeFormatter IN_FILE_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int EXPORTS = 2;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int RETRY_SECONDS = 10;

  private final AuditLog log;
  private final Accesses accesses;
  private final ReadingLimit limit;
  private final ObjectMapper mapper;
  private final Clock clock;

  TunnelExports(
      AuditLog log, Accesses accesses, ManagedExecutor executor, ObjectMapper mapper, Clock clock) {
    this.log = log;
    this.accesses = accesses;
    this.limit = new ReadingLimit(EXPORTS, LONGEST, executor);
    this.mapper = mapper;
    this.clock = clock;
  }

  /**
   * The file, or 503 if two are under way. That it is read is recorded first.
   *
   * @param call method and path, for that record
   */
  public Response answer(String call, QueryParameters parameters, TunnelFormat format) {
    TunnelQuery query = TunnelParameters.query(parameters);
    return limit
        .admit()
        .map(
            reading ->
                file(
                    log.begin(accesses.of(call, parameters.given(), format.suffix())),
                    query,
                    format,
                    reading))
        .orElseGet(TunnelExports::tooMany);
  }

  private Response file(
      BegunAccess access, TunnelQuery query, TunnelFormat format, Reading reading) {
    StreamingOutput output =
        out -> {
          RowStream rows = new RowStream(out);
          rows.write(format.head());
          log.stream(access, query, reading, tunnel -> rows.write(format.row(tunnel, mapper)));
          rows.flush();
        };
    String name = "sekisho-tunnels-" + IN_FILE_NAME.format(clock.instant()) + "." + format.suffix();
    return Response.ok(output, format.type())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + '"')
        .build();
  }

  private static Response tooMany() {
    return Response.fromResponse(
            Problem.response(
                Response.Status.SERVICE_UNAVAILABLE, "other exports are under way already"))
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }
}
