package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.audit.TunnelRecord;
import java.util.List;

/**
 * A tunnel with all its records, in their order; the fields of the tunnel are its own.
 *
 * @param records of those in between at most the newest 10,000
 */
@RegisterForReflection(targets = {TunnelInFull.class, TunnelRecord.class})
record TunnelInFull(@JsonUnwrapped RecordedTunnel tunnel, List<TunnelRecord> records) {}
