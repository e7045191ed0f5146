/**
 * What is said on the wire: a decoded head becomes a {@link io.sekisho.connect.ConnectRequest} or a
 * {@link io.sekisho.connect.Refusal}, and an answer becomes bytes. Pure: the decoder that turns
 * octets into a {@link io.sekisho.connect.RequestHead} is Netty's and lives with the listener.
 */
package io.sekisho.connect;
