/**
 * Where a tunnel may lead, as values: a host in one normal form, an authority, an address block, a
 * range of ports. Whatever compares, records or dials a destination uses these and never a client's
 * own text.
 */
package io.sekisho.destination;
