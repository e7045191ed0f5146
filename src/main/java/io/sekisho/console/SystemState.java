package io.sekisho.console;

import io.sekisho.store.Replicas.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the answering replica is, and what it knows of the others.
 *
 * @param node its name
 * @param database whether that answers
 * @param replicas all that are there; empty if the database does not answer
 * @param openTunnels on all replicas; of this one alone if the database does not answer
 * @param issuer whether passes can be verified
 * @param recording whether records can be written at all
 * @param spooling whether they go to the disk
 * @param spooled how many wait there
 * @param policyVersion of the policies in force; empty if there are none that may be used
 * @param policyAge since the database confirmed them
 */
record SystemState(
    String node,
    boolean database,
    List<Replica> replicas,
    long openTunnels,
    boolean issuer,
    boolean recording,
    boolean spooling,
    long spooled,
    Optional<Long> policyVersion,
    Duration policyAge) {}
