/**
 * What tests are made of: raw clients, targets, an issuer, a database, the packaged application.
 */
package io.sekisho.support;
