package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Would somebody be let through?
 *
 * @param user the user's name
 * @param groups the groups; none if absent
 * @param serviceAccount {@code namespace:name}, if it is one
 * @param host a name or an address
 * @param port 1 to 65535
 * @param address an address that the host resolves to; names are not resolved for the answer
 * @param at when; now if absent
 * @param limit how many policies to explain; 100 if absent
 */
@RegisterForReflection
public record DecisionQuestion(
    @Schema(required = true) String user,
    List<String> groups,
    String serviceAccount,
    @Schema(required = true) String host,
    @Schema(required = true, minimum = "1", maximum = "65535") Integer port,
    String address,
    @Schema(format = "date-time") String at,
    @Schema(minimum = "1", maximum = "1000", defaultValue = "100") Integer limit) {}
