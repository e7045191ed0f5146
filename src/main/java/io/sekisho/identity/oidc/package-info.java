/**
 * Verification by Quarkus OIDC, off any HTTP route, with verified passes kept by hash until they
 * end.
 */
package io.sekisho.identity.oidc;
