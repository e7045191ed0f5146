package io.sekisho.api;

/** The roles that the API knows, as they stand in tokens. */
public final class Roles {

  /** Changes policies. */
  public static final String ADMIN = "sekisho-admin";

  /** Reads everything, the audit log above all. */
  public static final String AUDITOR = "sekisho-auditor";

  private Roles() {}
}
