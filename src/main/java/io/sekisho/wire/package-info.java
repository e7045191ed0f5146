/**
 * What the connections to clients and to targets have in common: until they are joined by a tunnel,
 * {@link io.sekisho.wire.Early} holds what they send; and whatever carries them, {@link
 * io.sekisho.wire.Carrier} knows how it ends. {@link io.sekisho.wire.Intake} lets bytes be taken
 * past this process, through {@link io.sekisho.wire.Pipes}, where they need not be seen.
 */
package io.sekisho.wire;
