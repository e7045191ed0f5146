package io.sekisho.api;

/** The roles that the API knows, as they stand in tokens. */
final class Roles {

  /** Changes policies. */
  static final String ADMIN = "sekisho-admin";

  /** Reads everything, the audit log above all. */
  static final String AUDITOR = "sekisho-auditor";

  private Roles() {}
}
