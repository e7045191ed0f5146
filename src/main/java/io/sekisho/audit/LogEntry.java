package io.sekisho.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A committed record, as whoever follows the log is shown it.
 *
 * @param record every column that is not null, in the form of which its hash was made, and the hash
 * @param opening of what comes between or ends a tunnel, likewise, the record of its opening; empty
 *     if nobody asked for it, or if there is none
 */
public record LogEntry(ObjectNode record, Optional<ObjectNode> opening) {}
