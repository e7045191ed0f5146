/**
 * Who is asking. Credentials are read from the request, the pass is verified by its issuer's keys,
 * and what remains is a {@link io.sekisho.identity.Caller}. Nothing behind this package ever sees a
 * token.
 */
package io.sekisho.identity;
