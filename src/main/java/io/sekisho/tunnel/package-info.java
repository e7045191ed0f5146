/**
 * The bytes. A {@link io.sekisho.tunnel.Tunnel} joins two channels of one event loop: what is read
 * on one is written to the other as it is, reading stops while the other side is full, and the end
 * of one direction is passed on while the other goes on. {@link io.sekisho.tunnel.Lifecycle} says,
 * as a pure function, what each event means. Where the policy demands TLS, a {@link
 * io.sekisho.tunnel.HelloGate} stands before the client's leg. Between bare sockets, {@link
 * io.sekisho.tunnel.Splicing} takes over while there is much to carry.
 */
package io.sekisho.tunnel;
