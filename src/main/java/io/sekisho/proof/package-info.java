/**
 * How it is proved that the audit log is as it was written; pure.
 *
 * <p>Every process that writes has a chain of its own. It begins with a {@link
 * io.sekisho.proof.ChainStart}, which names how far the chain before it had come; each record
 * carries the hash of the one before it, and its own. From time to time a {@link
 * io.sekisho.proof.Checkpoint} signs how far a chain has come, with a key that is not in the
 * database; a {@link io.sekisho.proof.DroppedRecords} signs what the retention has dropped. All of
 * these are JSON objects, hashed and signed in the form of RFC 8785, so that anybody can check them
 * with what any language has.
 *
 * <p>{@link io.sekisho.proof.LogVerifier} is led through a log, wherever that comes from, and says
 * whether it is whole.
 */
package io.sekisho.proof;
