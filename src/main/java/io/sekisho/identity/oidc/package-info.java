/**
 * Verification of JWTs. A token names its issuer; that one's rules and keys, and no other's, decide
 * on it: the default tenant of Quarkus OIDC, off any HTTP route, or one of the issuers that are
 * configured beside it, verified by jose4j with keys that are fetched and kept here. Verified
 * passes are kept by hash until they end.
 */
package io.sekisho.identity.oidc;
