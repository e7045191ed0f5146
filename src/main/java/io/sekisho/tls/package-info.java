/**
 * What runs inside a tunnel, as far as its first message tells: the ClientHello is read out of the
 * first records, its facts are taken down, and it is held against the host that was asked for.
 * Pure: bytes in, an outcome out; nothing is decrypted and nothing is changed.
 */
package io.sekisho.tls;
