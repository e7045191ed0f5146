package io.sekisho.store;

import java.util.Map;

/**
 * A call that reads the audit log, as it is recorded before it is answered. Whoever wants to read
 * must say it.
 *
 * @param reader who calls
 * @param call method and path, such as {@code GET /api/v1/tunnels}
 * @param parameters what was asked for, by the names of the call's parameters
 * @param format {@code json}, {@code csv}, {@code ndjson}, {@code yaml} or {@code html}
 */
public record Access(
    ChangeAuthor reader, String call, Map<String, Object> parameters, String format) {

  /** Copies the parameters. */
  public Access {
    parameters = Map.copyOf(parameters);
  }
}
