package io.sekisho.limit;

/**
 * What is counted together: all that one user does by one policy's leave.
 *
 * @param policy the policy's name; one that is renamed begins anew
 */
public record AccountId(String policy, String user) {}
