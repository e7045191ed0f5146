/**
 * Records on this machine's disk, in the order in which they came, until somebody takes them off.
 * Knows bytes only: {@link io.sekisho.spool.Spool} keeps them in segments, files of checksummed
 * frames, and what is in it survives a kill and a loss of power at any moment.
 */
package io.sekisho.spool;
