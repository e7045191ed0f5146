/**
 * What the connections to clients and to targets have in common until they are joined by a tunnel.
 */
package io.sekisho.wire;
