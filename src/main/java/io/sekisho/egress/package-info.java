/**
 * The way out. A name is resolved once, by us; every address it has is judged by the {@link
 * io.sekisho.egress.AddressGuard} and the policies; only an address that passed both is dialled, as
 * an address, so that no second resolver has a say.
 */
package io.sekisho.egress;
