/**
 * The keys an operator sets. The database, the issuer and TLS have Quarkus' own keys ({@code
 * quarkus.datasource.*}, {@code quarkus.oidc.*}, {@code quarkus.tls.*}).
 */
package io.sekisho.config;
