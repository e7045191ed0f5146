/**
 * The REST API, {@code /api/v1}. The only package that knows JAX-RS: reads and checks what came in,
 * asks the store or the registry, and writes the public form. Every error is a problem (RFC 9457).
 */
package io.sekisho.api;
