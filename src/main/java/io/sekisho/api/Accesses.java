package io.sekisho.api;

import io.sekisho.store.Access;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Who reads the audit log by the current call, and what; for the record of it. */
@ApplicationScoped
public class Accesses {

  private final Authors authors;

  Accesses(Authors authors) {
    this.authors = authors;
  }

  /** By a call whose parameters tell all, answered in JSON. */
  public Access of(String call, QueryParameters parameters) {
    return of(call, parameters.given(), "json");
  }

  public Access of(String call, Map<String, Object> parameters, String format) {
    return new Access(authors.current(), call, parameters, format);
  }
}
