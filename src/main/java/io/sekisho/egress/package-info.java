/**
 * The way out. A name is resolved once, by us; every address it has is judged by the {@link
 * io.sekisho.egress.AddressGuard} and the policies; only addresses that passed both are dialled, as
 * addresses, so that no second resolver has a say. A parent proxy, if there is one, is such a
 * second resolver: then the name alone is judged, and handed on.
 */
package io.sekisho.egress;
