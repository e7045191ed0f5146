/**
 * What the connections to clients and to targets have in common: until they are joined by a tunnel,
 * {@link io.sekisho.wire.Early} holds what they send; and whatever carries them, {@link
 * io.sekisho.wire.Carrier} knows how it ends.
 */
package io.sekisho.wire;
