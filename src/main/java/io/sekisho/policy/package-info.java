/**
 * May this caller go there? A pure function of (snapshot, caller, destination, time): an explicit
 * deny wins, otherwise one allow is enough, otherwise denied. The snapshot is immutable and in
 * memory; {@link io.sekisho.policy.CurrentPolicies} holds the newest one that the store delivered.
 */
package io.sekisho.policy;
