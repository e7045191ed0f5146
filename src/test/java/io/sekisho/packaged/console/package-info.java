/** The console as people use it: the packaged application, a real Keycloak, a real browser. */
package io.sekisho.packaged.console;
