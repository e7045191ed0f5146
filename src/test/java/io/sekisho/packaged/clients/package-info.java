/**
 * Client programs as people use them, through the packaged application, to a TLS origin of the
 * tests' own. What they are told here is what {@code src/main/docs/clients.md} tells their users.
 */
package io.sekisho.packaged.clients;
