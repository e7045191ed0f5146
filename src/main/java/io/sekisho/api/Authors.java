package io.sekisho.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.identity.Caller;
import io.sekisho.identity.Verification;
import io.sekisho.identity.oidc.ApiCallers;
import io.sekisho.store.ChangeAuthor;
import jakarta.enterprise.context.ApplicationScoped;

/** Whose call it is, under the name that policies and the audit log know. */
@ApplicationScoped
public class Authors {

  private final SecurityIdentity identity;
  private final ApiCallers callers;

  Authors(SecurityIdentity identity, ApiCallers callers) {
    this.identity = identity;
    this.callers = callers;
  }

  /**
   * The caller as the proxy would take it from the same token; only for calls that need a token.
   *
   * @throws AuthenticationFailedException if the token names nobody whom the proxy would let in
   */
  public Caller caller() {
    if (callers.read(identity) instanceof Verification.Verified verified) {
      return verified.caller();
    }
    throw new AuthenticationFailedException("the token names nobody");
  }

  /** The caller as the author of a change; like {@link #caller}. */
  public ChangeAuthor current() {
    Caller caller = caller();
    return new ChangeAuthor(
        storable(caller.user()), storable(caller.subject()), storable(caller.issuer()));
  }

  /** What every database holds: no control characters, no halves of surrogate pairs. */
  private static String storable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cs}]", "\uFFFD");
  }
}
